import { defaultName } from '../../replay/default-name.ts';
import { quoteIdentifier } from '../../sql/identifier.ts';
import { textOf } from '../../sql/node.ts';
import type { Edit, Rewrite } from '../rule.ts';
import { type Alter, addedConstraints, alterOf, type Part } from './alter.ts';
import { findWord, findWords, replaced, type StatementSource, said, withSpace } from './statement-source.ts';
import { validatedLater } from './validation.ts';

/**
 * SET NOT NULL without a scan under a strong lock: VALIDATE reads the rows. Since 18 it validates a NOT NULL
 * constraint, before 18 a check.
 */
export function provenNotNull(source: StatementSource): Rewrite | string {
  const alter = alterOf(source);
  if (!alter) return 'only ALTER TABLE of a table can be mended';
  const wanted = alter.parts.filter(
    ({ subtype, command }) =>
      subtype === 'AT_SetNotNull' && !alter.relation.columns.get(textOf(command['name']))?.notNull,
  );
  const isAdded = addedConstraints(source, alter).some(
    ({ definition, column }) => column === null && definition['contype'] === 'CONSTR_NOTNULL',
  );
  if (wanted.length === 0) return isAdded ? validatedLater(source, 'not null') : 'the column is not known';
  if (wanted.some(({ command }) => unproven(alter, textOf(command['name'])) !== null))
    return 'the column has a NOT NULL that is not valid yet: VALIDATE it before';
  const steps = wanted.map((part) => ofPart(source, alter, part));
  const edits = steps.flatMap(({ edits }) => edits);
  return { edits, after: steps.flatMap(({ after }) => after), afterCanWait: true };
}

/**
 * The name of the column's NOT NULL constraint that is NOT VALID: a column can have only one, so it has to be
 * validated.
 */
const unproven = ({ relation }: Alter, column: string): string | null =>
  [...relation.constraints.values()].find(
    ({ kind, columns }) => kind === 'not null' && columns.includes(column),
  )?.name ?? null;

function ofPart(
  source: StatementSource,
  alter: Alter,
  part: Part,
): { readonly edits: readonly Edit[]; readonly after: readonly string[] } {
  const proof = proofOf(source, alter, textOf(part.command['name']), source.major >= 18);
  const head = findWord(source, part.tokens.slice(1, 2), ['COLUMN']) ?? part.tokens[0] ?? part;
  const set = findWords(source, part.tokens.slice(2), 'SET NOT NULL') ?? part;
  const edits = [
    replaced({ start: part.start, end: withSpace(source, head).end }, proof.before),
    replaced({ start: set.start, end: part.end }, proof.after),
  ];
  return { edits, after: [proof.validate, ...proof.clearing] };
}

/** Statements that prove a column not null before it is required, and what follows once the proof is validated. */
interface Proof {
  /** The text before the column and after it in the statement that adds the constraint. */
  readonly before: string;
  readonly after: string;
  readonly validate: string;
  readonly clearing: readonly string[];
}

function proofOf(source: StatementSource, alter: Alter, column: string, asConstraint: boolean): Proof {
  const kind = asConstraint ? 'not null' : 'check';
  const name = quoteIdentifier(defaultName(source.catalog, alter.relation, kind, [column]));
  const opening = `${said(source, 'ADD CONSTRAINT')} ${name}`;
  const validate = `${alter.head} ${said(source, 'VALIDATE CONSTRAINT')} ${name}`;
  if (asConstraint) {
    const before = `${opening} ${said(source, 'NOT NULL')} `;
    return { before, after: said(source, 'NOT VALID'), validate, clearing: [] };
  }
  const required = [said(source, 'ALTER COLUMN'), quoteIdentifier(column), said(source, 'SET NOT NULL')];
  return {
    before: `${opening} ${said(source, 'CHECK')} (`,
    after: said(source, 'IS NOT NULL) NOT VALID'),
    validate,
    clearing: [
      `${alter.head} ${required.join(' ')}`,
      `${alter.head} ${said(source, 'DROP CONSTRAINT')} ${name}`,
    ],
  };
}

/**
 * Statements that prove the columns of a key not null, to run before the key is added.
 *
 * When it isn't known whether a column may be null, a check is the proof: a NOT NULL could be there already, and a
 * second one can't be added.
 */
export function requiredBy(
  source: StatementSource,
  alter: Alter,
  columns: readonly string[],
): readonly string[] {
  const open = columns.filter((column) => !alter.relation.columns.get(column)?.notNull);
  return open.flatMap((column) => {
    const known = unproven(alter, column);
    if (known !== null)
      return [`${alter.head} ${said(source, 'VALIDATE CONSTRAINT')} ${quoteIdentifier(known)}`];
    const asConstraint = source.major >= 18 && alter.relation.columns.has(column);
    const { before, after, validate, clearing } = proofOf(source, alter, column, asConstraint);
    return [`${alter.head} ${before}${quoteIdentifier(column)} ${after}`, validate, ...clearing];
  });
}
