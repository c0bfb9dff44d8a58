import { lookup, newRelation, type Relation, rangeName } from '../../replay/catalog.ts';
import { quoteIdentifier } from '../../sql/identifier.ts';
import { as, type Fields, fieldNode, listOf, type Subcommand, textOf } from '../../sql/node.ts';
import type { Token } from '../../sql/tokens.ts';
import type { Edit } from '../rule.ts';
import {
  inserted,
  outer,
  replaced,
  type StatementSource,
  said,
  sliceOf,
  withSpace,
  withSpaceBefore,
  wordAt,
} from './statement-source.ts';

/** One subcommand of ALTER TABLE. */
export interface Part {
  readonly command: Fields<'AlterTableCmd'>;
  readonly subtype: Subcommand;
  readonly tokens: readonly Token[];
  readonly start: number;
  readonly end: number;
}

/** An ALTER TABLE, divided into its subcommands. */
export interface Alter {
  /** How another ALTER TABLE of the same table begins: `ALTER TABLE ONLY public.t`. */
  readonly head: string;
  /** The table's name as the statement spells it. */
  readonly table: string;
  /** The table in the catalog; an empty relation of that name when the catalog does not have it. */
  readonly relation: Relation;
  readonly isKnown: boolean;
  readonly only: boolean;
  readonly ifExists: boolean;
  readonly parts: readonly Part[];
}

/** `null` for anything but an ALTER TABLE of a table, and when the text can't be divided as its tree says. */
export function alterOf(source: StatementSource): Alter | null {
  const statement = as(source.node, 'AlterTableStmt');
  if (statement?.objtype !== 'OBJECT_TABLE') return null;
  const variable = fieldNode(statement.relation);
  const begins = source.at(variable['location']);
  let next = source.tokens.findIndex(({ start }) => start >= begins) + 1;
  while (wordAt(source, source.tokens[next]) === '.') next += 2;
  const name = { start: begins, end: source.tokens[next - 1]?.end ?? begins };
  if (wordAt(source, source.tokens[next]) === '*') next++;
  const parts = partsOf(source, statement, source.tokens.slice(next));
  if (!parts) return null;
  const only = variable['inh'] !== true;
  const ifExists = statement.missing_ok === true;
  const table = sliceOf(source, name);
  const known = lookup(source.catalog, rangeName(variable));
  const schema = textOf(variable['schemaname']) || (source.catalog.searchPath[0] ?? 'public');
  return {
    head: `${said(source, `ALTER TABLE${ifExists ? ' IF EXISTS' : ''}${only ? ' ONLY' : ''}`)} ${table}`,
    table,
    relation: known ?? newRelation(schema, textOf(variable['relname']), 'table'),
    isKnown: known !== null && !known.assumed,
    only,
    ifExists,
    parts,
  };
}

function partsOf(
  source: StatementSource,
  statement: Fields<'AlterTableStmt'>,
  found: readonly Token[],
): readonly Part[] | null {
  const commands = listOf(statement.cmds).map((item) => as(item, 'AlterTableCmd') ?? {});
  const commas = outer(source, found).filter((token) => wordAt(source, token) === ',');
  if (commas.length + 1 !== commands.length) return null;
  const bounds = [-1, ...commas.map(({ start }) => start), source.end];
  return commands.map((command, i) => {
    const inside = found.filter(({ start }) => start > (bounds[i] ?? 0) && start < (bounds[i + 1] ?? 0));
    const [start, end] = [inside[0]?.start ?? source.start, inside.at(-1)?.end ?? source.end];
    return { command, subtype: textOf(command['subtype']), tokens: inside, start, end };
  });
}

/** Removes some, but not all, subcommands from a statement. Comments stay. */
export function withoutParts(
  source: StatementSource,
  { parts }: Alter,
  gone: ReadonlySet<Part>,
): readonly Edit[] {
  const commas = source.tokens.filter((token) => wordAt(source, token) === ',');
  const firstKept = parts.findIndex((part) => !gone.has(part));
  return parts.flatMap((part, i): readonly Edit[] => {
    if (!gone.has(part)) return [];
    if (i > firstKept) {
      const comma = commas.findLast(({ end }) => end <= part.start);
      return [...(comma ? [replaced(comma, '')] : []), replaced(withSpaceBefore(source, part), '')];
    }
    const comma = commas.find(({ start }) => start >= part.end);
    return [replaced(part, ''), ...(comma ? [replaced(withSpace(source, comma), '')] : [])];
  });
}

/** A constraint that the statement adds: a table constraint, or one in the definition of a new column. */
export interface Added {
  readonly definition: Fields<'Constraint'>;
  readonly part: Part;
  /** The new column whose definition holds it. */
  readonly column: Fields<'ColumnDef'> | null;
  /** From `CONSTRAINT name` or its first key word to its last. */
  readonly start: number;
  readonly end: number;
}

export function addedConstraints(source: StatementSource, { parts }: Alter): readonly Added[] {
  return parts.flatMap((part): readonly Added[] => {
    const definition = as(part.command['def'], 'Constraint');
    const [, second] = part.tokens;
    if (part.subtype === 'AT_AddConstraint' && definition)
      return [{ definition, part, column: null, start: second?.start ?? part.start, end: part.end }];
    const column = as(part.command['def'], 'ColumnDef');
    return part.subtype === 'AT_AddColumn' && column ? atColumn(source, part, column) : [];
  });
}

// The parser gives DEFERRABLE and the like as items of their own. They belong to the constraint before them.
function atColumn(source: StatementSource, part: Part, column: Fields<'ColumnDef'>): readonly Added[] {
  const items = listOf(column['constraints']).map((item) => as(item, 'Constraint') ?? {});
  const collation = fieldNode(column['collClause'])['location'];
  const heads = items.filter(({ contype }) => !textOf(contype).startsWith('CONSTR_ATTR'));
  const bounds = [...heads.map(({ location }) => location), ...(collation === undefined ? [] : [collation])]
    .map(source.at)
    .sort((a, b) => a - b);
  return heads.map((definition) => {
    const start = source.at(definition['location']);
    const next = bounds.find((bound) => bound > start) ?? part.end;
    const last = part.tokens.findLast((token) => token.end <= next && token.start >= start);
    return { definition, part, column, start, end: last?.end ?? next };
  });
}

/** The edit that gives an unnamed table constraint a name. */
export const namingEdit = (source: StatementSource, { start }: Added, name: string): Edit =>
  inserted(start, `${said(source, 'CONSTRAINT')} ${quoteIdentifier(name)} `);
