import type { ColumnObject, SequenceObject } from '../ir/schema.ts';
import { sequenceOptions } from '../ir/sequence-options.ts';
import type { TableModel } from '../ir/tables.ts';
import { derivedName, quoteLiteral, quoteQualified, snakeCase } from '../sql/identifier.ts';
import { fieldType } from './column-type.ts';
import { literalOf } from './default-text.ts';
import { directive, type Said } from './directive-text.ts';
import type { Wording } from './wording.ts';

const INDENT = '    ';

/** A field: its name and type, and the directives that say the column itself. `null`: it can't be said. */
export function fieldOf(
  column: ColumnObject,
  model: TableModel,
  wording: Wording,
): { readonly head: string; readonly column: readonly Said[]; readonly filled: readonly Said[] } | null {
  const inKey = [model.primaryKey, ...model.foreignKeys].some((key) => key?.columns.includes(column.name));
  const type = fieldType(column, wording.enumTypes, inKey);
  if (type === null) return null;
  const field = wording.fields.get(column.id) ?? column.name;
  const { numbers = {}, ...given } = type.args;
  const args = {
    name: snakeCase(field) === column.name ? null : column.name,
    ...given,
    ...Object.fromEntries(Object.entries(numbers).map(([key, literal]) => [key, { literal }])),
    collate: column.collation,
    collateSchema: column.collationSchema,
  };
  const said = directive(column.id, 'wes_column', args, INDENT);
  return {
    head: `${field}: ${type.name}${column.notNull ? '!' : ''}`,
    column: said.text === '@wes_column' ? [] : [said],
    filled: filled(column, model, wording),
  };
}

function filled(column: ColumnObject, model: TableModel, wording: Wording): readonly Said[] {
  if (column.identity !== null) return [identity(column)];
  if (column.generated) {
    const { expression, stored } = column.generated;
    const args = { expr: expression, stored: stored ? null : { literal: 'false' } };
    return [directive(column.id, 'wes_generated', args, INDENT)];
  }
  if (column.default === null) return [];
  const sequence = wording.owned.get(column.id)?.find((one) => isSerial(one, column, model));
  if (sequence) {
    const usual = derivedName([model.table.name, column.name], 'seq');
    const name = sequence.name === usual ? null : sequence.name;
    return [directive(sequence.id, 'wes_serial', { name }, INDENT)];
  }
  const values =
    column.enumType !== null && !column.type.endsWith('[]') ? wording.values.get(column.enumType) : null;
  const literal = literalOf(column, values ?? null);
  const args = literal === null ? { expr: column.default } : { value: { literal } };
  return [directive(column.id, 'wes_default', args, INDENT)];
}

const number = (text: string | undefined) => (text === undefined ? null : { literal: text });

/** The options of a sequence as arguments; what is left out is as PostgreSQL makes it. */
export const optionArguments = (options: NonNullable<ColumnObject['identitySequence']>) => ({
  start: number(options.start),
  increment: number(options.increment),
  min: number(options.min),
  max: number(options.max),
  cache: number(options.cache),
  cycle: options.cycle ?? false,
});

function identity({ id, identity: when, identitySequence }: ColumnObject): Said {
  const args = {
    always: when === 'always' ? null : { literal: 'false' },
    name: identitySequence?.name,
    ...optionArguments(identitySequence ?? {}),
  };
  return directive(id, 'wes_identity', args, INDENT);
}

/** Whether a sequence and its column are exactly what `serial` makes. */
export function isSerial(sequence: SequenceObject, column: ColumnObject, { table }: TableModel): boolean {
  const usual = sequenceOptions(column.type, {});
  const called = `nextval(${quoteLiteral(quoteQualified(sequence.schema, sequence.name))}::regclass)`;
  return (
    sequence.ownedBy === column.id &&
    column.notNull &&
    column.default === called &&
    sequence.type === column.type &&
    sequence.schema === table.schema &&
    sequence.comment === null &&
    Object.entries(usual).every(([option, value]) => sequence[option as keyof typeof usual] === value)
  );
}
