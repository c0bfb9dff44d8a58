import type { Constraint } from '../../replay/catalog.ts';
import { kindOf } from '../../replay/constraint-from.ts';
import { defaultName } from '../../replay/default-name.ts';
import { columnsIn } from '../../replay/references.ts';
import { quoteIdentifier } from '../../sql/identifier.ts';
import { as, type Fields, listOf, namesOf, textOf } from '../../sql/node.ts';
import type { Edit, Rewrite } from '../rule.ts';
import { type Added, type Alter, addedConstraints, alterOf, namingEdit, withoutParts } from './alter.ts';
import {
  inserted,
  replaced,
  type StatementSource,
  said,
  sliceOf,
  withSpaceBefore,
} from './statement-source.ts';

/** Adds constraints as NOT VALID, and runs VALIDATE after that is committed. */
export function validatedLater(
  source: StatementSource,
  kind: 'check' | 'foreign key' | 'not null',
): Rewrite | string {
  const alter = alterOf(source);
  if (!alter) return 'only ALTER TABLE of a table can be mended';
  const wanted = addedConstraints(source, alter).filter((added) => isWanted(added, kind));
  if (wanted.some(({ column, part }) => column && part.command['missing_ok']))
    return 'with ADD COLUMN IF NOT EXISTS the constraint comes only with the column';
  const names = new Set<string>();
  const edits: Edit[] = [];
  for (const added of wanted) {
    const name = nameOf(source, alter, added, kind, names);
    names.add(name);
    edits.push(...(added.column ? movedEdits(source, added, name) : tableEdits(source, added, name)));
  }
  if (edits.length === 0) return 'the rows are read for something else than the constraint';
  const after = [...names].map(
    (name) => `${alter.head} ${said(source, 'VALIDATE CONSTRAINT')} ${quoteIdentifier(name)}`,
  );
  return { edits, after, afterCanWait: true };
}

function isWanted({ definition, column }: Added, kind: string): boolean {
  if (kindOf(definition) !== kind || definition['skip_validation'] === true) return false;
  if (kind !== 'not null' && definition['is_enforced'] !== true) return false;
  // Left out: NOT NULL of a new column, which another rule is about, and a foreign key of a new column without a
  // default, which reads no rows.
  return column === null || kind === 'check' || (kind === 'foreign key' && hasDefault(column));
}

const hasDefault = (column: Fields<'ColumnDef'>): boolean =>
  listOf(column['constraints']).some((item) => as(item, 'Constraint')?.['contype'] === 'CONSTR_DEFAULT');

function nameOf(
  source: StatementSource,
  { relation }: Alter,
  added: Added,
  kind: Constraint['kind'],
  taken: ReadonlySet<string>,
): string {
  const { definition, column } = added;
  const own = textOf(definition['conname']);
  if (own !== '') return own;
  const keys = namesOf(definition[kind === 'foreign key' ? 'fk_attrs' : 'keys']);
  const columns =
    kind === 'check'
      ? [...columnsIn(definition['raw_expr'])]
      : keys.length > 0
        ? keys
        : [textOf(column?.['colname'])];
  return defaultName(source.catalog, relation, kind, columns, taken);
}

function tableEdits(source: StatementSource, added: Added, name: string): readonly Edit[] {
  const naming = added.definition['conname'] ? [] : [namingEdit(source, added, name)];
  return [...naming, inserted(added.end, ` ${said(source, 'NOT VALID')}`)];
}

// A constraint in a column definition can't be NOT VALID, so it becomes a table constraint.
function movedEdits(source: StatementSource, added: Added, name: string): readonly Edit[] {
  const { definition, column, part } = added;
  const inside = part.tokens.filter((token) => token.start >= added.start && token.end <= added.end);
  const begins = inside[definition['conname'] ? 2 : 0]?.start ?? added.start;
  const key =
    kindOf(definition) === 'foreign key'
      ? `${said(source, 'FOREIGN KEY')} (${quoteIdentifier(textOf(column?.['colname']))}) `
      : '';
  const text = `${key}${sliceOf(source, { start: begins, end: added.end })}`;
  return [
    replaced(withSpaceBefore(source, added), ''),
    inserted(
      part.end,
      `, ${said(source, 'ADD CONSTRAINT')} ${quoteIdentifier(name)} ${text} ${said(source, 'NOT VALID')}`,
    ),
  ];
}

/** Moves VALIDATE out of the statement or the transaction that adds the constraint. */
export function validatedApart(source: StatementSource): Rewrite | string {
  const alter = alterOf(source);
  if (!alter) return 'only ALTER TABLE of a table can be mended';
  const moved = alter.parts.filter(({ subtype }) => subtype === 'AT_ValidateConstraint');
  const after = moved.map((part) => `${alter.head} ${sliceOf(source, part)}`);
  if (moved.length === alter.parts.length) return { removed: true, after, afterCanWait: true };
  return { edits: withoutParts(source, alter, new Set(moved)), after, afterCanWait: true };
}
