import {
  type Catalog,
  type Constraint,
  keyOf,
  lookup,
  nameOf,
  rangeName,
  typeKey,
} from '../replay/catalog.ts';
import { picksRows, plainColumns } from '../replay/key-columns.ts';
import { optionIsOn } from '../sql/command-tag.ts';
import {
  as,
  type Fields,
  fieldNode,
  fieldsOf,
  itemsOf,
  listOf,
  type Node,
  namesOf,
  type Tree,
  type Typed,
  textOf,
  typed,
} from '../sql/node.ts';
import { createdTable } from './change-additions.ts';
import { statementFlags } from './change-flags.ts';
import { type Change, type ChangeDraft, type ChangeKind, NO_DETAILS } from './change-kind.ts';
import { otherDrafts } from './change-others.ts';
import { subcommandFlags, subcommands } from './change-subcommands.ts';
import type { Effects } from './effects.ts';
import { statementsRun } from './statements-run.ts';
import { rowOf } from './subcommands/index.ts';

/**
 * The parts of a statement, each with its effects.
 *
 * @param whole The effects of the whole statement.
 * @param effectsOf Predicts a part as if it were a statement of its own.
 */
export function changesOf(
  node: Tree,
  catalog: Catalog,
  whole: Effects,
  effectsOf: (part: Tree) => Effects,
): readonly Change[] {
  const parts = statementsRun(node, catalog);
  return parts.length > 0
    ? changesWithin(parts, catalog, effectsOf)
    : ownChanges(node, catalog, whole, effectsOf);
}

/** What a statement changes by itself: nothing, if all it does is to run others. */
function ownChanges(
  node: Tree,
  catalog: Catalog,
  whole: Effects,
  effectsOf: (part: Tree) => Effects,
): readonly Change[] {
  const statement = typed(node);
  const [type, fields] = statement;
  if (type === 'AlterTableStmt') return ofAlterTable(fields, catalog, whole, effectsOf);
  const drafts = draftsOf(statement, catalog);
  const flags = drafts.length > 0 ? statementFlags(catalog, statement) : [];
  return drafts.map((draft) => ({ ...draft, flags: [...draft.flags, ...flags], effects: whole }));
}

function ofAlterTable(
  fields: Fields<'AlterTableStmt'>,
  catalog: Catalog,
  whole: Effects,
  effectsOf: (part: Tree) => Effects,
): readonly Change[] {
  const relation = placeOf(catalog, fieldNode(fields['relation']));
  const commands = listOf(fields['cmds']);
  return commands.flatMap((command) => {
    const definition = as(command, 'AlterTableCmd') ?? {};
    const effects = commands.length === 1 ? whole : effectsOfCommand(command, fields, effectsOf);
    return subcommands(definition, relation).map((draft) => ({
      ...draft,
      constraint: draft.kind === 'drop constraint' ? constraintOf(catalog, draft) : null,
      flags: [...draft.flags, ...subcommandFlags(catalog, fields, definition)],
      effects,
    }));
  });
}

// The effects of one subcommand. If it would fail by itself, it is predicted together with the subcommands that
// PostgreSQL runs before it: those that drop or add columns and drop constraints, as in `DROP CONSTRAINT k, ADD
// CONSTRAINT k …`.
function effectsOfCommand(
  command: Tree,
  statement: Fields<'AlterTableStmt'>,
  effectsOf: (part: Tree) => Effects,
): Effects {
  const together = (cmds: readonly Tree[]) => effectsOf({ AlterTableStmt: { ...statement, cmds } });
  const alone = together([command]);
  if (alone.failsWith === null) return alone;
  const before = listOf(statement['cmds']).filter(
    (other) => other !== command && rowOf(textOf(as(other, 'AlterTableCmd')?.['subtype'])).makesWay,
  );
  return before.length === 0 ? alone : together([...before, command]);
}

// The changes of the statements that a block or a function runs; a statement under a condition counts as run.
// Relations that the block itself creates or renames are left out: nobody else uses them, and the catalog does not
// have them yet.
function changesWithin(
  parts: readonly Tree[],
  catalog: Catalog,
  effectsOf: (part: Tree) => Effects,
): readonly Change[] {
  const made = parts
    .map(fieldsOf)
    .flatMap(({ newname, relation, tableElts }) => [
      textOf(newname),
      ...(tableElts ? [textOf(fieldNode(relation)['relname'])] : []),
    ]);
  return parts
    .flatMap((part) => ownChanges(part, catalog, effectsOf(part), effectsOf))
    .filter(({ relation }) => relation === '' || !made.includes(relation.slice(relation.indexOf('.') + 1)));
}

const constraintOf = (catalog: Catalog, { relation, name }: ChangeDraft): Constraint['kind'] | null =>
  catalog.relations.get(relation)?.constraints.get(name)?.kind ?? null;

function placeOf(catalog: Catalog, rangeVar: Fields<'RangeVar'>): string {
  const name = rangeName(rangeVar);
  const known = lookup(catalog, name);
  return known ? keyOf(known) : `${name.schema ?? catalog.searchPath[0] ?? 'public'}.${name.name}`;
}

function draftsOf([type, fields]: Typed, catalog: Catalog): readonly ChangeDraft[] {
  const on = (kind: ChangeKind, value: unknown, more: Partial<ChangeDraft> = {}): ChangeDraft => ({
    ...NO_DETAILS,
    kind,
    relation: placeOf(catalog, fieldNode(value)),
    ...more,
  });
  const { concurrent }: Node = fields;
  const concurrently = concurrent === true;
  switch (type) {
    case 'CreateStmt':
      return createdTable(on('create table', fields['relation']), fields);
    case 'IndexStmt':
      return [
        on('create index', fields['relation'], {
          name: textOf(fields['idxname']),
          columns: plainColumns(fields),
          concurrently,
        }),
      ];
    case 'RefreshMatViewStmt':
      return [on('refresh materialized view', fields['relation'], { concurrently })];
    case 'TruncateStmt':
      return listOf(fields['relations']).map((item) => on('truncate', as(item, 'RangeVar')));
    case 'RenameStmt':
      return renames(fields, on);
    case 'DropStmt':
      return [
        ...drops(fields, catalog),
        ...otherDrafts([type, fields] as Typed, (variable) => placeOf(catalog, variable)),
      ];
    case 'LockStmt':
      return listOf(fields['relations']).map((item) => on('lock table', as(item, 'RangeVar')));
    case 'UpdateStmt':
    case 'DeleteStmt':
      return [on(picksRows(fields['whereClause']) ? 'write rows' : 'write every row', fields['relation'])];
    default:
      return [
        ...upkeep([type, fields] as Typed),
        ...ofTypesAndSettings([type, fields] as Typed, catalog),
        ...otherDrafts([type, fields] as Typed, (variable) => placeOf(catalog, variable)),
      ];
  }
}

function ofTypesAndSettings([type, fields]: Typed, catalog: Catalog): readonly ChangeDraft[] {
  if (type === 'CreateEnumStmt')
    return [{ ...NO_DETAILS, kind: 'create type', relation: typePlace(fields, catalog) }];
  if (type === 'AlterEnumStmt') {
    const kind = fields['oldVal'] ? 'rename enum value' : 'add enum value';
    const name = textOf(fields['oldVal'] ?? fields['newVal']);
    return [{ ...NO_DETAILS, kind, relation: typePlace(fields, catalog), name }];
  }
  if (type === 'AlterObjectSchemaStmt' && fields['relation'])
    return [{ ...NO_DETAILS, kind: 'set schema', relation: placeOf(catalog, fieldNode(fields['relation'])) }];
  if (type === 'TransactionStmt' && /^TRANS_STMT_(?:BEGIN|START)$/.test(textOf(fields['kind'])))
    return [{ ...NO_DETAILS, kind: 'begin transaction', relation: '' }];
  const isLocal = type === 'VariableSetStmt' && fields['is_local'] === true;
  return isLocal ? [{ ...NO_DETAILS, kind: 'set local', relation: '', name: textOf(fields['name']) }] : [];
}

function typePlace(fields: Fields<'CreateEnumStmt'> | Fields<'AlterEnumStmt'>, catalog: Catalog): string {
  const name = nameOf(namesOf(fields['typeName']));
  return typeKey(catalog, name) ?? `${name.schema ?? catalog.searchPath[0] ?? 'public'}.${name.name}`;
}

function upkeep([type, fields]: Typed): readonly ChangeDraft[] {
  if (type === 'ClusterStmt') return [{ ...NO_DETAILS, kind: 'cluster', relation: '' }];
  if (type === 'ReindexStmt') {
    const concurrently = optionIsOn(fields['params'], 'concurrently');
    return [{ ...NO_DETAILS, kind: 'reindex', relation: '', concurrently }];
  }
  const isFull =
    type === 'VacuumStmt' && fields['is_vacuumcmd'] === true && optionIsOn(fields['options'], 'full');
  return isFull ? [{ ...NO_DETAILS, kind: 'vacuum full', relation: '' }] : [];
}

function renames(
  fields: Fields<'RenameStmt'>,
  on: (kind: ChangeKind, value: unknown, more?: Partial<ChangeDraft>) => ChangeDraft,
): readonly ChangeDraft[] {
  const name = textOf(fields['subname']);
  if (fields['renameType'] === 'OBJECT_SCHEMA')
    return [{ ...NO_DETAILS, kind: 'rename schema', relation: '', name }];
  if (fields['renameType'] === 'OBJECT_COLUMN') return [on('rename column', fields['relation'], { name })];
  return /^OBJECT_(?:TABLE|VIEW|MATVIEW|FOREIGN_TABLE)$/.test(textOf(fields['renameType']))
    ? [on('rename table', fields['relation'])]
    : [
        {
          ...NO_DETAILS,
          kind: 'rename object',
          relation: '',
          name: name || textOf(fieldNode(fields['relation'])['relname']),
        },
      ];
}

const DROPS: Readonly<Record<string, ChangeKind>> = {
  OBJECT_TABLE: 'drop table',
  OBJECT_INDEX: 'drop index',
  OBJECT_MATVIEW: 'drop view',
  OBJECT_SCHEMA: 'drop schema',
  OBJECT_VIEW: 'drop view',
};

function drops(fields: Fields<'DropStmt'>, catalog: Catalog): readonly ChangeDraft[] {
  const kind = DROPS[textOf(fields['removeType'])];
  if (!kind) return [];
  return listOf(fields['objects']).map((item) => {
    const parts = kind === 'drop schema' ? namesOf([item]) : namesOf(itemsOf(item));
    const concurrently = fields['concurrent'] === true;
    const name = parts.at(-1) ?? '';
    if (kind === 'drop index')
      return { ...NO_DETAILS, kind, relation: tableOfIndex(catalog, parts), name, concurrently };
    const relation =
      kind === 'drop schema' ? name : placeOf(catalog, { schemaname: textOf(parts.at(-2)), relname: name });
    return { ...NO_DETAILS, kind, relation };
  });
}

function tableOfIndex(catalog: Catalog, parts: readonly string[]): string {
  const index = lookup(catalog, nameOf(parts))?.index;
  return index ? keyOf(index.table) : '';
}
