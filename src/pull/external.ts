import { namesIn } from '../ir/object-id.ts';
import type { ForeignKey, ObjectId } from '../ir/schema.ts';
import { quoteQualified, snakeCase } from '../sql/identifier.ts';
import { fieldType } from './column-type.ts';
import { directive } from './directive-text.ts';
import { fieldLines, head, type Piece, plain } from './layout.ts';
import { columnId, type Wording } from './wording.ts';

/** A table of somebody else: the columns that foreign keys reference, with the types of those that do. */
export function externalBlock(
  table: ObjectId,
  keys: readonly ForeignKey[],
  wording: Wording,
): readonly Piece[] {
  const [schema = '', name = ''] = namesIn(table);
  const field = (column: string): string => wording.fields.get(columnId(table, column)) ?? column;
  const sets = new Map(keys.map(({ refColumns }) => [refColumns.toSorted().join('\0'), refColumns]));
  const [first = [], ...more] = sets.values();
  const object = keys[0]?.id ?? table;
  const said = [
    directive(object, 'wes_external', { table: quoteQualified(schema, name), key: first.map(field) }, '  '),
    ...more.map((columns) => directive(object, 'wes_unique', { fields: columns.map(field) }, '  ')),
  ];
  return [
    ...head(`type ${wording.types.get(table)}`, object, said, ' {'),
    ...[...referencingColumns(keys)].flatMap(([column, { key, from }]) =>
      externalField(column, field(column), { key, from }, wording),
    ),
    plain('}\n'),
  ];
}

interface Referencing {
  readonly key: ForeignKey;
  /** The name of the referencing column. */
  readonly from: string;
}

const referencingColumns = (keys: readonly ForeignKey[]): ReadonlyMap<string, Referencing> =>
  new Map(
    keys.flatMap((key) => key.refColumns.map((column, i) => [column, { key, from: key.columns[i] ?? '' }])),
  );

function externalField(
  column: string,
  field: string,
  { key, from }: Referencing,
  wording: Wording,
): readonly Piece[] {
  const own = wording.columns.get(columnId(key.table, from));
  const type = own ? fieldType(own, wording.enumTypes, true) : null;
  const { numbers = {}, ...given } = type?.args ?? {};
  const args = {
    name: snakeCase(field) === column ? null : column,
    ...given,
    ...Object.fromEntries(Object.entries(numbers).map(([option, literal]) => [option, { literal }])),
  };
  const said = directive(key.id, 'wes_column', args);
  const uses = said.text === '@wes_column' ? [] : [said];
  return fieldLines(`${field}: ${type?.name ?? 'String'}!`, key.id, uses);
}
