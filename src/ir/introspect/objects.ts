import { objectId } from '../object-id.ts';
import type {
  CarriedOfIndex,
  CarriedOfTable,
  ConstraintObject,
  EnumObject,
  IndexObject,
  NamespaceObject,
  PolicyCommand,
  PolicyObject,
  ReferentialAction,
  SequenceObject,
  SequenceOptions,
  TableObject,
} from '../schema.ts';

export interface NamespaceRow {
  readonly oid: number;
  readonly name: string;
  readonly comment: string | null;
}
interface InSchema extends NamespaceRow {
  readonly schema: string;
}
export interface OfTable extends InSchema {
  readonly table: string;
}

export type EnumRow = InSchema & { readonly values: readonly string[] | null };
export interface TableRow extends InSchema {
  readonly rowSecurity: boolean;
  readonly forceRowSecurity: boolean;
  readonly unlogged: boolean;
  readonly options: readonly string[] | null;
  readonly partitionKey: string | null;
  /** Of a partition: `FOR VALUES …`. */
  readonly bound: string | null;
  /** Schema and name of each parent. */
  readonly parents: readonly (readonly [string, string])[] | null;
  readonly replicaIdentity: string | null;
  readonly accessMethod: string | null;
  readonly tablespace: string | null;
  readonly ofType: string | null;
}

export interface SequenceRow extends InSchema, SequenceOptions {
  readonly type: string;
  readonly unlogged: boolean;
  readonly ownerSchema: string | null;
  readonly ownerTable: string | null;
  readonly ownerColumn: string | null;
}

/** `carried` with the members that are there; nothing when none is. */
export function carrying<Facts extends object>(
  facts: { readonly [Fact in keyof Facts]: Facts[Fact] | null },
): {
  readonly carried?: Facts;
} {
  const known = Object.entries(facts).filter(([, value]) => value !== null && value !== undefined);
  return known.length === 0 ? {} : { carried: Object.fromEntries(known) as Facts };
}

export const namespaceOf = ({ name, comment }: NamespaceRow): NamespaceObject => ({
  kind: 'schema',
  id: objectId('schema', name),
  name,
  comment,
  declared: null,
});

export const enumOf = ({ schema, name, values, comment }: EnumRow): EnumObject => ({
  kind: 'enum',
  id: objectId('enum', schema, name),
  schema,
  name,
  values: values ?? [],
  comment,
  declared: null,
});

export function tableOf(row: TableRow): TableObject {
  const { schema, name, rowSecurity, forceRowSecurity, comment } = row;
  const parents = (row.parents ?? []).map(([of, parent]) => objectId('table', of, parent));
  const [parent] = parents;
  return {
    kind: 'table',
    id: objectId('table', schema, name),
    schema,
    name,
    rowSecurity,
    forceRowSecurity,
    comment,
    declared: null,
    ...carrying<CarriedOfTable>({
      unlogged: row.unlogged ? true : null,
      options: row.options,
      partitionKey: row.partitionKey,
      partitionOf: row.bound === null || parent === undefined ? null : { table: parent, bound: row.bound },
      inherits: row.bound === null && parents.length > 0 ? parents : null,
      replicaIdentity: row.replicaIdentity,
      accessMethod: row.accessMethod,
      tablespace: row.tablespace,
      ofType: row.ofType,
    }),
  };
}

export const sequenceOf = (row: SequenceRow): SequenceObject => {
  const { oid: _, unlogged, ownerSchema, ownerTable, ownerColumn, ...sequence } = row;
  return {
    kind: 'sequence',
    id: objectId('sequence', row.schema, row.name),
    ...sequence,
    ownedBy:
      ownerSchema === null ? null : objectId('column', ownerSchema, ownerTable ?? '', ownerColumn ?? ''),
    declared: null,
    ...carrying<NonNullable<SequenceObject['carried']>>({ unlogged: unlogged ? true : null }),
  };
};

/** Of an index, or of the index behind a key. */
interface OfIndex {
  readonly options: readonly string[] | null;
  readonly clustered: boolean | null;
  readonly tablespace: string | null;
  readonly statistics: readonly (readonly [number, number])[] | null;
}

const carriedByIndex = ({ options, clustered, tablespace, statistics }: OfIndex) =>
  carrying<CarriedOfIndex>({
    options: options?.toSorted(),
    clustered: clustered ? true : null,
    tablespace,
    statistics,
  });

export interface ConstraintRow extends OfTable, OfIndex {
  /** pg_constraint.contype */
  readonly type: 'p' | 'u' | 'c' | 'f' | 'x';
  readonly validated: boolean;
  readonly deferrable: boolean;
  readonly deferred: boolean;
  readonly columns: readonly string[];
  readonly include: readonly string[];
  readonly nullsNotDistinct: boolean;
  readonly refSchema: string | null;
  readonly refTable: string | null;
  readonly refColumns: readonly string[];
  readonly onDelete: string;
  readonly onUpdate: string;
  readonly expression: string | null;
  /** Of an exclusion constraint and of what is `special`. */
  readonly definition: string | null;
  /** Whether it has an option that a Schema can't express: NO INHERIT, NOT ENFORCED, MATCH FULL. */
  readonly special: boolean;
}

// pg_constraint.confdeltype and confupdtype
const ACTIONS: Readonly<Record<string, ReferentialAction>> = {
  a: 'NO ACTION',
  r: 'RESTRICT',
  c: 'CASCADE',
  n: 'SET NULL',
  d: 'SET DEFAULT',
};

export function constraintOf(row: ConstraintRow): ConstraintObject {
  const common = {
    kind: 'constraint' as const,
    id: objectId('constraint', row.schema, row.table, row.name),
    table: objectId('table', row.schema, row.table),
    name: row.name,
    deferrable: row.deferred
      ? ('initially deferred' as const)
      : row.deferrable
        ? ('initially immediate' as const)
        : ('no' as const),
    validated: row.validated,
    comment: row.comment,
    declared: null,
  };
  if (row.special || row.type === 'x') return { ...common, type: 'other', definition: row.definition ?? '' };
  if (row.type === 'c') return { ...common, type: 'check', expression: row.expression ?? '' };
  if (row.type === 'f') {
    return {
      ...common,
      type: 'foreign key',
      columns: row.columns,
      refTable: objectId('table', row.refSchema ?? '', row.refTable ?? ''),
      refColumns: row.refColumns,
      onDelete: ACTIONS[row.onDelete] ?? 'NO ACTION',
      onUpdate: ACTIONS[row.onUpdate] ?? 'NO ACTION',
    };
  }
  const { columns, include, nullsNotDistinct } = row;
  const type = row.type === 'p' ? 'primary key' : 'unique';
  return { ...common, type, columns, include, nullsNotDistinct, ...carriedByIndex(row) };
}

export interface IndexRow extends OfTable, OfIndex {
  readonly method: string;
  readonly unique: boolean;
  readonly nullsNotDistinct: boolean;
  readonly valid: boolean;
  readonly keys: readonly string[];
  readonly columns: readonly string[] | null;
  readonly include: readonly string[];
  readonly where: string | null;
}

export function indexOf(row: IndexRow): IndexObject {
  const { oid: _, table, options: __, clustered: ___, tablespace: ____, statistics: _____, ...facts } = row;
  return {
    kind: 'index',
    id: objectId('index', row.schema, row.name),
    table: objectId('table', row.schema, table),
    ...facts,
    declared: null,
    ...carriedByIndex(row),
  };
}

export interface PolicyRow extends OfTable {
  /** pg_policy.polcmd */
  readonly command: string;
  readonly permissive: boolean;
  readonly roles: readonly string[];
  readonly using: string | null;
  readonly check: string | null;
}

const COMMANDS: Readonly<Record<string, PolicyCommand>> = {
  r: 'SELECT',
  a: 'INSERT',
  w: 'UPDATE',
  d: 'DELETE',
  '*': 'ALL',
};

export const policyOf = (row: PolicyRow): PolicyObject => ({
  kind: 'policy',
  id: objectId('policy', row.schema, row.table, row.name),
  table: objectId('table', row.schema, row.table),
  name: row.name,
  command: COMMANDS[row.command] ?? 'ALL',
  permissive: row.permissive,
  roles: row.roles,
  using: row.using,
  check: row.check,
  comment: row.comment,
  declared: null,
});
