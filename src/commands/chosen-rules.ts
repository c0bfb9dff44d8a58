import { rules } from '../../rules/index.ts';
import { InputRefused } from '../base/diagnostic.ts';
import { closest } from '../base/suggest.ts';
import type { Rule } from '../locks/rule.ts';
import type { Input } from './command.ts';

/**
 * The rules that `check` asks: those that are not opt-in, with what the flags add and leave out.
 *
 * @throws {InputRefused} at an id that is no rule.
 */
export function chosenRules(input: Input): readonly Rule[] {
  const [added, excluded] = [idsOf(input, 'rule'), idsOf(input, 'exclude')];
  return rules.filter(
    ({ id, optIn }) => !excluded.has(id) && (!optIn || input.on('all-rules') || added.has(id)),
  );
}

/** The rules that are asked where nobody chose. */
export const defaultRules: readonly Rule[] = rules.filter(({ optIn }) => !optIn);

/** Several ids may stand in one value, with commas between them. */
function idsOf(input: Input, flag: string): ReadonlySet<string> {
  const ids = input.all(flag).flatMap((value) => value.split(',').map((id) => id.trim()));
  for (const id of ids) if (!ruleIds.includes(id)) throw unknown(flag, id);
  return new Set(ids);
}

/** The ids of all rules. */
export const ruleIds: readonly string[] = rules.map(({ id }) => id);

function unknown(flag: string, id: string): InputRefused {
  const guess = closest(id, ruleIds);
  const hint = guess ? `Did you mean "${guess}"?` : '`wesley explain` lists all rules.';
  return new InputRefused([
    { code: 'USAGE', message: `--${flag}: there is no rule "${id}".`, span: null, hint },
  ]);
}
