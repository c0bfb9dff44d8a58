import {
  type Catalog,
  type Constraint,
  keyOf,
  lookup,
  nameOf,
  rangeName,
  typeKey,
} from '../replay/catalog.ts';
import { columnConstraints, kindOf } from '../replay/constraint-from.ts';
import { keyColumns, picksRows, plainColumns } from '../replay/key-columns.ts';
import { isSerial } from '../replay/serial.ts';
import { optionIsOn } from '../sql/command-tag.ts';
import { as, fieldNode, fieldsOf, itemsOf, listOf, type Node, namesOf, textOf, typeOf } from '../sql/node.ts';
import { constraintFlags, statementFlags, subcommandFlags } from './change-flags.ts';
import { type Change, type ChangeDraft, type ChangeKind, NO_DETAILS } from './change-kind.ts';
import { otherDrafts } from './change-others.ts';
import type { Effects } from './effects.ts';
import { statementsRun } from './statements-run.ts';

/**
 * The parts of a statement, each with its effects.
 *
 * @param whole The effects of the statement itself.
 * @param effectsOf Predicts a part as if it stood alone.
 */
export function changesOf(
  node: Node,
  catalog: Catalog,
  whole: Effects,
  effectsOf: (part: Node) => Effects,
): readonly Change[] {
  const fields = fieldsOf(node);
  if (typeOf(node) === 'AlterTableStmt') {
    const relation = placeOf(catalog, fieldNode(fields['relation']));
    const flagsOf = (command: unknown) =>
      subcommandFlags(catalog, fields, as(command, 'AlterTableCmd') ?? {});
    const commands = listOf(fields['cmds']);
    return commands.flatMap((command) => {
      const effects = commands.length === 1 ? whole : effectsOfCommand(command, fields, effectsOf);
      return subcommands(as(command, 'AlterTableCmd') ?? {}, relation).map((draft) => ({
        ...draft,
        constraint: draft.kind === 'drop constraint' ? constraintOf(catalog, draft) : null,
        flags: [...draft.flags, ...flagsOf(command)],
        effects,
      }));
    });
  }
  const parts = statementsRun(node, catalog);
  if (parts.length > 0) return changesWithin(parts, catalog, effectsOf);
  const drafts = draftsOf(typeOf(node), fields, catalog);
  const flags = drafts.length > 0 ? statementFlags(catalog, typeOf(node), fields) : [];
  return drafts.map((draft) => ({ ...draft, flags: [...draft.flags, ...flags], effects: whole }));
}

// What alone cannot be done, PostgreSQL does after what the same statement drops or adds columns for: `DROP CONSTRAINT
// k, ADD CONSTRAINT k …`.
function effectsOfCommand(command: unknown, statement: Node, effectsOf: (part: Node) => Effects): Effects {
  const together = (cmds: readonly unknown[]) => effectsOf({ AlterTableStmt: { ...statement, cmds } });
  const alone = together([command]);
  if (alone.failsWith === null) return alone;
  const before = listOf(statement['cmds']).filter(
    (other) => other !== command && GOES_FIRST.has(textOf(as(other, 'AlterTableCmd')?.['subtype'])),
  );
  return before.length === 0 ? alone : together([...before, command]);
}

const GOES_FIRST: ReadonlySet<string> = new Set(['AT_AddColumn', 'AT_DropColumn', 'AT_DropConstraint']);

// What a block runs under a condition may run. What it makes or renames is nobody else's, and not in the catalog yet.
function changesWithin(
  parts: readonly Node[],
  catalog: Catalog,
  effectsOf: (part: Node) => Effects,
): readonly Change[] {
  const made = parts
    .map(fieldsOf)
    .flatMap(({ newname, relation, tableElts }) => [
      textOf(newname),
      ...(tableElts ? [textOf(fieldNode(relation)['relname'])] : []),
    ]);
  return parts
    .flatMap((part) => changesOf(part, catalog, effectsOf(part), effectsOf))
    .filter(({ relation }) => relation === '' || !made.includes(relation.slice(relation.indexOf('.') + 1)));
}

const constraintOf = (catalog: Catalog, { relation, name }: ChangeDraft): Constraint['kind'] | null =>
  catalog.relations.get(relation)?.constraints.get(name)?.kind ?? null;

function placeOf(catalog: Catalog, rangeVar: Node): string {
  const name = rangeName(rangeVar);
  const known = lookup(catalog, name);
  return known ? keyOf(known) : `${name.schema ?? catalog.searchPath[0] ?? 'public'}.${name.name}`;
}

const SUBCOMMANDS: Readonly<Record<string, ChangeKind>> = {
  AT_AlterColumnType: 'alter column type',
  AT_ColumnDefault: 'set default',
  AT_AttachPartition: 'attach partition',
  AT_DetachPartition: 'detach partition',
  AT_DisableTrig: 'disable trigger',
  AT_DisableTrigAll: 'disable trigger',
  AT_DisableTrigUser: 'disable trigger',
  AT_DropColumn: 'drop column',
  AT_DropConstraint: 'drop constraint',
  AT_DropNotNull: 'drop not null',
  AT_EnableRowSecurity: 'enable row security',
  AT_ReplicaIdentity: 'replica identity',
  AT_SetExpression: 'set expression',
  AT_SetNotNull: 'set not null',
  AT_SetRelOptions: 'set options',
  AT_ValidateConstraint: 'validate constraint',
};

function subcommand(command: Node, relation: string): ChangeDraft {
  const subtype = textOf(command['subtype']);
  const draft = {
    ...NO_DETAILS,
    kind: SUBCOMMANDS[subtype] ?? ('other' as const),
    relation,
    name: textOf(command['name']),
  };
  if (subtype === 'AT_AddColumn') return addedColumn(draft, as(command['def'], 'ColumnDef') ?? {});
  if (subtype === 'AT_AddConstraint') return addedConstraint(draft, as(command['def'], 'Constraint') ?? {});
  const partition = as(command['def'], 'PartitionCmd');
  return { ...draft, concurrently: partition?.['concurrent'] === true };
}

// A constraint that stands at a new column is added like any other.
function subcommands(command: Node, relation: string): readonly ChangeDraft[] {
  const draft = subcommand(command, relation);
  if (draft.kind !== 'add column') return [draft];
  const inline = columnConstraints(as(command['def'], 'ColumnDef') ?? {});
  const named = inline.filter(
    (constraint) => kindOf(constraint) !== null && kindOf(constraint) !== 'not null',
  );
  return [draft, ...named.map((constraint) => atColumn(addedConstraint(draft, constraint)))];
}

function createdTable(table: ChangeDraft, { tableElts: elements }: Node): readonly ChangeDraft[] {
  const declared = listOf(elements).flatMap((item) => {
    const column = as(item, 'ColumnDef');
    const constraint = as(item, 'Constraint');
    const constraints = column ? columnConstraints(column) : constraint ? [constraint] : [];
    const at = { ...table, name: textOf(column?.['colname']) };
    return constraints.filter((one) => kindOf(one) !== null).map((one) => addedConstraint(at, one));
  });
  return [table, ...declared.map((draft) => ({ ...draft, kind: 'declare constraint' as const }))];
}

const atColumn = (draft: ChangeDraft): ChangeDraft => ({ ...draft, flags: [...draft.flags, 'at column'] });

function addedColumn(draft: ChangeDraft, definition: Node): ChangeDraft {
  const types = listOf(definition['constraints']).map((item) => textOf(as(item, 'Constraint')?.['contype']));
  const filled = types.some((type) => /DEFAULT|IDENTITY|GENERATED/.test(type));
  const isNumbered = isSerial(namesOf(fieldNode(definition['typeName'])['names']).at(-1) ?? '');
  const required = types.some((type) => /NOTNULL|PRIMARY/.test(type)) && !filled && !isNumbered;
  return { ...draft, kind: 'add column', name: textOf(definition['colname']), required };
}

function addedConstraint(draft: ChangeDraft, definition: Node): ChangeDraft {
  const kind = kindOf(definition) ?? 'check';
  return {
    ...draft,
    kind: `add ${kind}`,
    required: false,
    name: textOf(definition['conname']),
    // A constraint that stands at a column names none.
    columns: kind === 'foreign key' ? keyColumns(definition, draft.name) : [],
    notValid:
      definition['skip_validation'] === true ||
      (/^(?:check|foreign key)$/.test(kind) && !definition['is_enforced']),
    usesIndex: definition['indexname'] !== undefined,
    flags: constraintFlags(definition),
  };
}

function draftsOf(type: string, fields: Node, catalog: Catalog): readonly ChangeDraft[] {
  const on = (kind: ChangeKind, value: unknown, more: Partial<ChangeDraft> = {}): ChangeDraft => ({
    ...NO_DETAILS,
    kind,
    relation: placeOf(catalog, fieldNode(value)),
    ...more,
  });
  const concurrently = fields['concurrent'] === true;
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
        ...otherDrafts(type, fields, (variable) => placeOf(catalog, variable)),
      ];
    case 'LockStmt':
      return listOf(fields['relations']).map((item) => on('lock table', as(item, 'RangeVar')));
    case 'UpdateStmt':
    case 'DeleteStmt':
      return [on(picksRows(fields['whereClause']) ? 'write rows' : 'write every row', fields['relation'])];
    default:
      return [
        ...upkeep(type, fields),
        ...ofTypesAndSettings(type, fields, catalog),
        ...otherDrafts(type, fields, (variable) => placeOf(catalog, variable)),
      ];
  }
}

function ofTypesAndSettings(type: string, fields: Node, catalog: Catalog): readonly ChangeDraft[] {
  if (type === 'CreateEnumStmt')
    return [{ ...NO_DETAILS, kind: 'create type', relation: typePlace(fields, catalog) }];
  if (type === 'AlterEnumStmt') {
    const kind = fields['oldVal'] ? 'rename enum value' : 'add enum value';
    const name = textOf(fields['oldVal'] ?? fields['newVal']);
    return [{ ...NO_DETAILS, kind, relation: typePlace(fields, catalog), name }];
  }
  if (type === 'AlterObjectSchemaStmt' && fields['relation'])
    return [{ ...NO_DETAILS, kind: 'set schema', relation: placeOf(catalog, fieldNode(fields['relation'])) }];
  if (/^TRANS_STMT_(?:BEGIN|START)$/.test(textOf(fields['kind'])))
    return [{ ...NO_DETAILS, kind: 'begin transaction', relation: '' }];
  const isLocal = type === 'VariableSetStmt' && fields['is_local'] === true;
  return isLocal ? [{ ...NO_DETAILS, kind: 'set local', relation: '', name: textOf(fields['name']) }] : [];
}

function typePlace(fields: Node, catalog: Catalog): string {
  const name = nameOf(namesOf(fields['typeName']));
  return typeKey(catalog, name) ?? `${name.schema ?? catalog.searchPath[0] ?? 'public'}.${name.name}`;
}

function upkeep(type: string, fields: Node): readonly ChangeDraft[] {
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
  fields: Node,
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

function drops(fields: Node, catalog: Catalog): readonly ChangeDraft[] {
  const kind = DROPS[textOf(fields['removeType'])];
  if (!kind) return [];
  return listOf(fields['objects']).map((item) => {
    const parts = kind === 'drop schema' ? namesOf([item]) : namesOf(itemsOf(item));
    const concurrently = fields['concurrent'] === true;
    const name = parts.at(-1) ?? '';
    if (kind === 'drop index')
      return { ...NO_DETAILS, kind, relation: tableOfIndex(catalog, parts), name, concurrently };
    const relation =
      kind === 'drop schema' ? name : placeOf(catalog, { schemaname: parts.at(-2), relname: name });
    return { ...NO_DETAILS, kind, relation };
  });
}

function tableOfIndex(catalog: Catalog, parts: readonly string[]): string {
  const index = lookup(catalog, nameOf(parts))?.index;
  return index ? keyOf(index.table) : '';
}
