import { type Change, subjectOf } from '../diff/change.ts';
import { alteredFacts } from '../ir/altered-facts.ts';
import type { Refusal } from './recipe.ts';

/** Why no recipe claims a change, and what can be written instead. */
export function unsupported(change: Change): Refusal {
  const object = subjectOf(change).id;
  if (change.kind === 'drop') {
    const message = `Dropping ${object} destroys data or structure and is not planned.`;
    return {
      code: 'DROP_NOT_SUPPORTED',
      object,
      message,
      hint: 'Keep it in the schema, or drop it by hand once nothing uses it.',
    };
  }
  if (change.kind === 'create') {
    return {
      code: 'CHANGE_NOT_SUPPORTED',
      object,
      message: `Creating ${object} on a table that exists is not planned.`,
      hint: null,
    };
  }
  if (
    change.before.kind === 'column' &&
    change.after.kind === 'column' &&
    change.after.default === null &&
    change.before.default !== null
  ) {
    const message = `${object} has the default ${change.before.default}, and INSERTs may rely on it: taking it away is not planned.`;
    return {
      code: 'CHANGE_NOT_SUPPORTED',
      object,
      message,
      hint: `Keep it: @wes_default(expr: ${JSON.stringify(change.before.default)}).`,
    };
  }
  const facts = alteredFacts(change.before, change.after).join(', ');
  return {
    code: 'CHANGE_NOT_SUPPORTED',
    object,
    message: `Changing ${facts} of ${object} is not planned.`,
    hint: 'Keep the old form, or add a new object beside it.',
  };
}
