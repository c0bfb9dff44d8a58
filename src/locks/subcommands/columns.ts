import { ownedSequences, type Relation } from '../../replay/catalog.ts';
import type { LockMode } from '../../sql/lock.ts';
import { as, type BySubcommand, literalOf, textOf } from '../../sql/node.ts';
import { addColumn, dropColumn, setExpression, setNotNull } from '../alter-column.ts';
import { alterColumnType } from '../alter-type.ts';
import { addedColumn } from '../change-additions.ts';
import { keepsType, newColumnFlags, typeFlags } from '../change-flags.ts';
import type { Command, Context } from '../context.ts';
import { fail, lock } from '../effects.ts';
import {
  isTableLike,
  STORED,
  WITH_FOREIGN,
  WITH_ROWS,
  WITH_TYPES,
  WITH_VIEWS,
  WRONG_OBJECT_TYPE,
} from '../relation-kinds.ts';
import { PRESUMED, type Row, STRONG, UNCHECKED, WEAK } from './row.ts';

// A typed table has the columns of its type.
const ofItsType = ({ ofType }: Relation): string | null => (ofType ? WRONG_OBJECT_TYPE : null);

const WRONG_STATE = '55000';

/** Columns, and what they are made of. */
export const COLUMNS = {
  AT_AddColumn: {
    of: WITH_TYPES,
    refusedKind: ofItsType,
    mode: STRONG,
    recurses: addsColumn,
    on: addColumn,
    change: (draft, { def }) => addedColumn(draft, as(def, 'ColumnDef') ?? {}),
    flags: (catalog, { def }) => newColumnFlags(catalog, as(def, 'ColumnDef') ?? {}),
    changesNothing: (relation, _, { def, missing_ok: isOptional }) =>
      isOptional === true && relation.columns.has(textOf(as(def, 'ColumnDef')?.['colname'])),
    adds: ({ def }) => [textOf(as(def, 'ColumnDef')?.['colname'])],
    makesWay: true,
  },
  AT_DropColumn: {
    of: WITH_TYPES,
    refusedKind: ofItsType,
    mode: STRONG,
    recurses: (_, { name }, relation) => relation.assumed || relation.columns.has(textOf(name)),
    passesOnly: true,
    on: dropColumn,
    change: 'drop column',
    changesNothing: (_, column, { missing_ok: isOptional }) => isOptional === true && column === null,
    drops: true,
    makesWay: true,
  },
  AT_AlterColumnType: {
    of: WITH_TYPES,
    refusedKind: ofItsType,
    mode: STRONG,
    recurses: true,
    on: alterColumnType,
    change: 'alter column type',
    flags: typeFlags,
    changesNothing: (_, column, command, catalog) => column !== null && keepsType(catalog, command, column),
    refusesOnly: () => true,
  },
  AT_AlterColumnGenericOptions: { of: UNCHECKED, mode: PRESUMED, change: 'other' },
  AT_ColumnDefault: { of: WITH_VIEWS, mode: STRONG, recurses: true, change: 'set default' },
  AT_SetNotNull: {
    of: WITH_FOREIGN,
    mode: STRONG,
    recurses: setsNotNull,
    on: setNotNull,
    change: 'set not null',
    changesNothing: (_, column) => column?.notNull === true,
    refusesOnly: (relation, { name }) =>
      relation.partitioning !== null && relation.columns.get(textOf(name))?.notNull === false,
  },
  AT_DropNotNull: {
    of: WITH_FOREIGN,
    mode: STRONG,
    recurses: ({ major }, { name }, relation) =>
      major < 18 || relation.columns.get(textOf(name))?.notNull !== false,
    on: dropNotNull,
    change: 'drop not null',
    changesNothing: (_, column) => column?.notNull === false,
    drops: true,
    refused: (_, relation, { name }) =>
      !relation.columns.has(textOf(name)) && isTableLike(relation) ? '42703' : null,
  },
  AT_SetExpression: {
    of: WITH_FOREIGN,
    mode: STRONG,
    recurses: true,
    on: setExpression,
    since: 17,
    change: 'set expression',
    refused: (_, { columns }, { name }) =>
      columns.get(textOf(name))?.generated === null ? WRONG_STATE : null,
  },
  AT_DropExpression: {
    of: WITH_FOREIGN,
    mode: STRONG,
    recurses: true,
    change: 'other',
    drops: true,
    refused: (_, { columns }, { name, missing_ok: isOptional }) =>
      columns.get(textOf(name))?.generated === null && !isOptional ? WRONG_STATE : null,
  },
  AT_AddIdentity: {
    of: WITH_VIEWS,
    mode: PRESUMED,
    change: 'other',
    refused: (_, { columns }, { name }) => {
      const column = columns.get(textOf(name));
      return column && (column.identity || !column.notNull) ? WRONG_STATE : null;
    },
  },
  AT_SetIdentity: {
    of: WITH_VIEWS,
    mode: STRONG,
    on: identitySequence('ShareRowExclusiveLock'),
    change: 'other',
    refused: (_, { columns }, { name }) =>
      columns.get(textOf(name))?.identity === false ? WRONG_STATE : null,
  },
  AT_DropIdentity: {
    of: WITH_VIEWS,
    mode: STRONG,
    on: identitySequence(STRONG),
    change: 'other',
    drops: true,
    refused: (_, { columns }, { name, missing_ok: isOptional }) =>
      columns.get(textOf(name))?.identity === false && !isOptional ? WRONG_STATE : null,
  },
  AT_SetStatistics: {
    of: [...STORED, 'foreign table'],
    mode: WEAK,
    recurses: true,
    newer: [[17, ({ def }) => def === undefined]],
    change: 'other',
  },
  AT_SetOptions: { of: [...WITH_ROWS, 'foreign table'], mode: WEAK, change: 'other' },
  AT_ResetOptions: { of: [...WITH_ROWS, 'foreign table'], mode: WEAK, change: 'other' },
  AT_SetStorage: {
    of: [...WITH_ROWS, 'foreign table'],
    mode: STRONG,
    recurses: true,
    newer: [[16, ({ def }) => /^default$/i.test(literalOf(def) ?? '')]],
    change: 'other',
  },
  AT_SetCompression: { of: WITH_ROWS, mode: PRESUMED, change: 'other' },
} satisfies Partial<BySubcommand<Row>>;

// A change that is there already reaches no child.
function addsColumn(_: Context, { def, missing_ok: allowed }: Command, relation: Relation): boolean {
  return !allowed || !relation.columns.has(textOf(as(def, 'ColumnDef')?.['colname']));
}

function setsNotNull({ major }: Context, { name }: Command, relation: Relation): boolean {
  const isSet = relation.columns.get(textOf(name))?.notNull === true;
  return !isSet || (major < 18 && !relation.partitioning);
}

function dropNotNull(context: Context, relation: Relation, command: Command, named: Relation): void {
  const name = textOf(command['name']);
  const isKey = [...relation.constraints.values()].some(
    ({ kind, columns }) => kind === 'primary key' && columns.includes(name),
  );
  if (isKey) fail(context.recorder, '42P16');
  const required = [...relation.parents].some((parent) => parent.columns.get(name)?.notNull);
  if (relation === named && relation.bound && required) fail(context.recorder, '42P16');
}

function identitySequence(mode: LockMode) {
  return ({ catalog, recorder }: Context, relation: Relation, command: Command): void => {
    for (const sequence of ownedSequences(catalog, relation))
      if (sequence.ownedBy?.column === command['name']) lock(recorder, sequence, mode);
  };
}
