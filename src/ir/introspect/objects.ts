import { sha256 } from '../../base/digest.ts';
import { objectId } from '../object-id.ts';
import type {
  CarriedObject,
  ColumnObject,
  ConstraintObject,
  EnumObject,
  IndexObject,
  NamespaceObject,
  PolicyCommand,
  PolicyObject,
  ReferentialAction,
  TableObject,
} from '../schema.ts';

interface Named {
  readonly name: string;
  readonly comment: string | null;
}
interface InSchema extends Named {
  readonly schema: string;
}
interface OfTable extends InSchema {
  readonly table: string;
}

export type EnumRow = InSchema & { readonly values: readonly string[] | null };
export type TableRow = InSchema & { readonly rowSecurity: boolean; readonly forceRowSecurity: boolean };

export const namespaceOf = ({ name, comment }: Named): NamespaceObject => ({
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

export const tableOf = ({ schema, name, rowSecurity, forceRowSecurity, comment }: TableRow): TableObject => ({
  kind: 'table',
  id: objectId('table', schema, name),
  schema,
  name,
  rowSecurity,
  forceRowSecurity,
  comment,
  declared: null,
});

export interface ColumnRow extends OfTable {
  readonly position: number;
  readonly type: string;
  readonly notNull: boolean;
  readonly expression: string | null;
  /** `a` always, `d` by default, empty for none. */
  readonly identity: string;
  /** `s` stored, `v` virtual, empty for none. */
  readonly generated: string;
  readonly collation: string | null;
  readonly enumSchema: string | null;
  readonly enumName: string | null;
}

export function columnOf(row: ColumnRow): ColumnObject {
  const { schema, table, name, type, notNull, expression, enumSchema, enumName } = row;
  return {
    kind: 'column',
    id: objectId('column', schema, table, name),
    table: objectId('table', schema, table),
    name,
    type,
    enumType: enumSchema !== null && enumName !== null ? objectId('enum', enumSchema, enumName) : null,
    notNull,
    default: row.generated === '' ? expression : null,
    collation: row.collation,
    identity: row.identity === 'a' ? 'always' : row.identity === 'd' ? 'by default' : null,
    generated: row.generated === '' ? null : { expression: expression ?? '', stored: row.generated === 's' },
    position: row.position,
    backfill: null,
    comment: row.comment,
    declared: null,
  };
}

export interface ConstraintRow extends OfTable {
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
  readonly definition: string;
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
  if (row.special || row.type === 'x') return { ...common, type: 'other', definition: row.definition };
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
  return { ...common, type: row.type === 'p' ? 'primary key' : 'unique', columns, include, nullsNotDistinct };
}

export interface IndexRow extends OfTable {
  readonly method: string;
  readonly unique: boolean;
  readonly nullsNotDistinct: boolean;
  readonly valid: boolean;
  readonly keys: readonly string[];
  readonly columns: readonly string[] | null;
  readonly include: readonly string[];
  readonly where: string | null;
}

export function indexOf({ table, ...row }: IndexRow): IndexObject {
  return {
    kind: 'index',
    id: objectId('index', row.schema, row.name),
    table: objectId('table', row.schema, table),
    ...row,
    declared: null,
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

export interface CarriedRow {
  readonly what: string;
  readonly schema: string;
  readonly name: string;
  readonly definition: string;
}

export const carriedOf = ({ what, schema, name, definition }: CarriedRow): CarriedObject => ({
  kind: 'carried',
  id: `carried:${what} ${objectId('table', schema, name).slice('table:'.length)}`,
  what,
  definition: definition === '' ? sha256(name) : definition,
  needs: [],
  roles: [],
  comment: null,
  declared: null,
});
