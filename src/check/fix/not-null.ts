import { defaultName } from '../../replay/default-name.ts';
import { quoteIdentifier } from '../../sql/identifier.ts';
import { textOf } from '../../sql/node.ts';
import type { Edit, Rewrite } from '../rule.ts';
import { type Alter, addedConstraints, alterOf, type Part } from './alter.ts';
import { findWord, findWords, replaced, type Sheet, said, withSpace } from './sheet.ts';
import { validatedLater } from './validation.ts';

/** Rows are searched for nulls by VALIDATE: of NOT NULL itself since 18, of a check before. */
export function provenNotNull(sheet: Sheet): Rewrite | string {
  const alter = alterOf(sheet);
  if (!alter) return 'only ALTER TABLE of a table can be mended';
  const wanted = alter.parts.filter(
    ({ subtype, command }) =>
      subtype === 'AT_SetNotNull' && !alter.relation.columns.get(textOf(command['name']))?.notNull,
  );
  const isAdded = addedConstraints(sheet, alter).some(
    ({ definition, column }) => column === null && definition['contype'] === 'CONSTR_NOTNULL',
  );
  if (wanted.length === 0) return isAdded ? validatedLater(sheet, 'not null') : 'the column is not known';
  if (wanted.some(({ command }) => unproven(alter, textOf(command['name'])) !== null))
    return 'the column has a NOT NULL that is not valid yet: VALIDATE it before';
  const steps = wanted.map((part) => ofPart(sheet, alter, part));
  const edits = steps.flatMap(({ edits }) => edits);
  return { edits, after: steps.flatMap(({ after }) => after), afterCanWait: true };
}

/** The name of a NOT NULL constraint that is there, but NOT VALID: a column has no second one. */
const unproven = ({ relation }: Alter, column: string): string | null =>
  [...relation.constraints.values()].find(
    ({ kind, columns }) => kind === 'not null' && columns.includes(column),
  )?.name ?? null;

function ofPart(
  sheet: Sheet,
  alter: Alter,
  part: Part,
): { readonly edits: readonly Edit[]; readonly after: readonly string[] } {
  const proof = proofOf(sheet, alter, textOf(part.command['name']), sheet.major >= 18);
  const head = findWord(sheet, part.tokens.slice(1, 2), ['COLUMN']) ?? part.tokens[0] ?? part;
  const set = findWords(sheet, part.tokens.slice(2), 'SET NOT NULL') ?? part;
  const edits = [
    replaced({ start: part.start, end: withSpace(sheet, head).end }, proof.before),
    replaced({ start: set.start, end: part.end }, proof.after),
  ];
  return { edits, after: [proof.validate, ...proof.clearing] };
}

/** What proves a column not null before it is required, and what is done once that is validated. */
interface Proof {
  /** What stands before the column and after it where a constraint is added. */
  readonly before: string;
  readonly after: string;
  readonly validate: string;
  readonly clearing: readonly string[];
}

function proofOf(sheet: Sheet, alter: Alter, column: string, asConstraint: boolean): Proof {
  const kind = asConstraint ? 'not null' : 'check';
  const name = quoteIdentifier(defaultName(sheet.catalog, alter.relation, kind, [column]));
  const opening = `${said(sheet, 'ADD CONSTRAINT')} ${name}`;
  const validate = `${alter.head} ${said(sheet, 'VALIDATE CONSTRAINT')} ${name}`;
  if (asConstraint) {
    const before = `${opening} ${said(sheet, 'NOT NULL')} `;
    return { before, after: said(sheet, 'NOT VALID'), validate, clearing: [] };
  }
  const required = [said(sheet, 'ALTER COLUMN'), quoteIdentifier(column), said(sheet, 'SET NOT NULL')];
  return {
    before: `${opening} ${said(sheet, 'CHECK')} (`,
    after: said(sheet, 'IS NOT NULL) NOT VALID'),
    validate,
    clearing: [
      `${alter.head} ${required.join(' ')}`,
      `${alter.head} ${said(sheet, 'DROP CONSTRAINT')} ${name}`,
    ],
  };
}

/**
 * Statements before a key that requires its columns.
 *
 * Where it is not known whether a column may be null a check proves it: NOT NULL cannot be added twice.
 */
export function requiredBy(sheet: Sheet, alter: Alter, columns: readonly string[]): readonly string[] {
  const open = columns.filter((column) => !alter.relation.columns.get(column)?.notNull);
  return open.flatMap((column) => {
    const known = unproven(alter, column);
    if (known !== null)
      return [`${alter.head} ${said(sheet, 'VALIDATE CONSTRAINT')} ${quoteIdentifier(known)}`];
    const asConstraint = sheet.major >= 18 && alter.relation.columns.has(column);
    const { before, after, validate, clearing } = proofOf(sheet, alter, column, asConstraint);
    return [`${alter.head} ${before}${quoteIdentifier(column)} ${after}`, validate, ...clearing];
  });
}
