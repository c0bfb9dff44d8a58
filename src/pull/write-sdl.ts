import type { EnumObject, ObjectId, Schema, SequenceObject } from '../ir/schema.ts';
import { unusualOptions } from '../ir/sequence-options.ts';
import type { TableModel } from '../ir/tables.ts';
import { snakeCase } from '../sql/identifier.ts';
import { fieldOf, isSerial, optionArguments } from './columns.ts';
import { description, directive, type Said } from './directive-text.ts';
import { externalBlock } from './external.ts';
import { fieldLines, head, type Piece, plain } from './layout.ts';
import { partsOf } from './parts.ts';
import { type Wording, wordingOf } from './wording.ts';

export interface Draft {
  readonly text: string;
  /** Where each object is said: offsets in the text, in their order. */
  readonly places: readonly { readonly object: ObjectId; readonly start: number; readonly end: number }[];
}

/** The SDL of a schema, without the objects that are not `said`. */
export function draftSdl(schema: Schema, said: (id: ObjectId) => boolean): Draft {
  const wording = wordingOf(schema, said);
  const blocks = [
    schemaBlock(schema, said, wording),
    ...wording.enums.map((one) => enumBlock(one, wording)),
    ...wording.tables.map((model) => tableBlock(model, wording)),
    ...[...wording.externals].map(([id, keys]) => externalBlock(id, keys, wording)),
  ].filter((block) => block.length > 0);
  return joined(blocks.flatMap((block, i) => (i === 0 ? block : [plain('\n'), ...block])));
}

function joined(pieces: readonly Piece[]): Draft {
  const places: Draft['places'][number][] = [];
  let start = 0;
  for (const { text, object } of pieces) {
    if (object !== null) places.push({ object, start, end: start + text.length });
    start += text.length;
  }
  return { text: pieces.map(({ text }) => text).join(''), places };
}

/** What no type says: schemas that hold nothing or have a comment, and sequences of no table. */
function schemaBlock(schema: Schema, said: (id: ObjectId) => boolean, wording: Wording): readonly Piece[] {
  const used = new Set(
    [...wording.tables.map(({ table }) => table), ...wording.enums, ...wording.sequences].map(
      (one) => one.schema,
    ),
  );
  const schemas = schema.objects.flatMap((object) =>
    object.kind === 'schema' && said(object.id) && (object.comment !== null || !used.has(object.name))
      ? [directive(object.id, 'wes_schema', { name: object.name, comment: object.comment }, '  ')]
      : [],
  );
  const loose = wording.sequences.filter(({ ownedBy }) => ownedBy === null);
  const uses = [...schemas, ...loose.map((sequence) => sequenceText(sequence, 'public', null))];
  const id = uses[0]?.object;
  return id === undefined ? [] : head('extend schema', id, uses, '');
}

function sequenceText(sequence: SequenceObject, schema: string, ownedBy: string | null): Said {
  const { id, name, type, comment } = sequence;
  const args = {
    name,
    schema: sequence.schema === schema ? null : sequence.schema,
    type: type === 'bigint' ? null : type,
    ...optionArguments(unusualOptions(type, sequence)),
    ownedBy,
    comment,
  };
  return directive(id, 'wes_sequence', args, '  ');
}

function enumBlock({ id, schema, name, values, comment }: EnumObject, wording: Wording): readonly Piece[] {
  const type = wording.types.get(id) ?? name;
  const args = {
    name: snakeCase(type) === name ? null : name,
    schema: schema === 'public' ? null : schema,
  };
  const said = directive(id, 'wes_enum', args, '  ');
  return [
    plain(description(comment, '')),
    ...head(`enum ${type}`, id, said.text === '@wes_enum' ? [] : [said], ' {'),
    ...values.map((label) => {
      const value = wording.values.get(id)?.get(label) ?? label;
      const label_ = value === label ? '' : ` ${directive(id, 'wes_label', { value: label }).text}`;
      return { text: `  ${value}${label_}\n`, object: id };
    }),
    plain('}\n'),
  ];
}

function tableBlock(model: TableModel, wording: Wording): readonly Piece[] {
  const { table, columns, policies } = model;
  const type = wording.types.get(table.id) ?? table.name;
  const parts = partsOf(model, wording);
  const named = directive(
    table.id,
    'wes_table',
    {
      name: snakeCase(type) === table.name ? null : table.name,
      schema: table.schema === 'public' ? null : table.schema,
    },
    '  ',
  );
  // Policies turn row security on by themselves.
  const secured = policies.length > 0;
  const enabled = table.rowSecurity ? null : { literal: 'false' };
  const security =
    table.rowSecurity === secured && !table.forceRowSecurity
      ? []
      : [directive(table.id, 'wes_rls', { enabled, force: table.forceRowSecurity }, '  ')];
  const sequences = columns.flatMap((column) =>
    (wording.owned.get(column.id) ?? [])
      .filter((sequence) => !isSerial(sequence, column, model))
      .map((sequence) => sequenceText(sequence, table.schema, wording.fields.get(column.id) ?? null)),
  );
  return [
    plain(description(table.comment, '')),
    ...head(`type ${type}`, table.id, [named, ...sequences, ...security, ...parts.type], ' {'),
    ...columns.flatMap((column) => {
      const field = fieldOf(column, model, wording);
      const own = parts.field.get(column.name) ?? [];
      const key = own.filter(({ object }) => object === model.primaryKey?.id);
      const rest = own.filter((use) => !key.includes(use));
      const said = [...(field?.column ?? []), ...key, ...(field?.filled ?? []), ...rest];
      return [plain(description(column.comment, '  ')), ...fieldLines(field?.head ?? '', column.id, said)];
    }),
    plain('}\n'),
  ];
}
