import { chosenName } from '../../sql/identifier.ts';
import { objectId } from '../object-id.ts';
import type { CarriedOfColumn, ColumnObject, IdentitySequence, SequenceOptions } from '../schema.ts';
import { carrying, type OfTable } from './objects.ts';

export interface ColumnRow extends Omit<OfTable, 'oid'> {
  readonly position: number;
  readonly type: string;
  readonly notNull: boolean;
  readonly expression: string | null;
  /** `a` always, `d` by default, empty for none. */
  readonly identity: string;
  /** `s` stored, `v` virtual, empty for none. */
  readonly generated: string;
  readonly collation: string | null;
  readonly collationSchema: string | null;
  readonly enumSchema: string | null;
  readonly enumName: string | null;
  readonly storage: string | null;
  readonly compression: string | null;
  readonly statistics: number | null;
  readonly options: readonly string[] | null;
  readonly inherited: boolean;
  readonly notNullName: string | null;
  /** Of an identity column. */
  readonly sequence: (SequenceOptions & { readonly schema: string; readonly name: string }) | null;
}

const MAX: Readonly<Record<string, string>> = {
  smallint: '32767',
  integer: '2147483647',
  bigint: '9223372036854775807',
};

/** What is not as `GENERATED … AS IDENTITY` alone makes it. Such a sequence lies in the schema of its table. */
function identitySequenceOf({ table, name, type, sequence }: ColumnRow): IdentitySequence | null {
  if (sequence === null) return null;
  const isDescending = sequence.increment.startsWith('-');
  const [least, most] = isDescending ? [`-${Number(MAX[type]) + 1}`, '-1'] : ['1', MAX[type]];
  const usual: Readonly<Record<string, unknown>> = {
    name: chosenName(table, name, 'seq'),
    increment: '1',
    min: type === 'bigint' && isDescending ? '-9223372036854775808' : least,
    max: most,
    start: isDescending ? sequence.max : sequence.min,
    cache: '1',
    cycle: false,
  };
  const { schema: _, ...options } = sequence;
  const own = Object.entries(options).filter(([option, value]) => usual[option] !== value);
  return own.length === 0 ? null : (Object.fromEntries(own) as IdentitySequence);
}

export function columnOf(row: ColumnRow): ColumnObject {
  const { schema, table, name, type, notNull, expression, enumSchema, enumName } = row;
  const identitySequence = identitySequenceOf(row);
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
    ...(row.collationSchema === null ? {} : { collationSchema: row.collationSchema }),
    identity: row.identity === 'a' ? 'always' : row.identity === 'd' ? 'by default' : null,
    ...(identitySequence === null ? {} : { identitySequence }),
    generated: row.generated === '' ? null : { expression: expression ?? '', stored: row.generated === 's' },
    position: row.position,
    backfill: null,
    comment: row.comment,
    declared: null,
    ...carrying<CarriedOfColumn>({
      storage: row.storage,
      compression: row.compression,
      statistics: row.statistics,
      options: row.options?.toSorted(),
      inherited: row.inherited ? true : null,
      notNullName: row.notNullName === chosenName(table, name, 'not_null') ? null : row.notNullName,
    }),
  };
}
