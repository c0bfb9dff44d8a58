import { z } from 'zod';
import type { ObjectId, ObjectKind, SchemaObject } from './schema.ts';

const KINDS = [
  'schema',
  'enum',
  'sequence',
  'table',
  'column',
  'constraint',
  'index',
  'policy',
  'carried',
] as const;
const idOf = (...kinds: readonly ObjectKind[]) =>
  z.custom<ObjectId>(
    (value) => typeof value === 'string' && kinds.some((kind) => value.startsWith(`${kind}:`)),
    `is no id of ${kinds.length === 1 ? `a ${kinds[0]}` : 'an object'}`,
  );

const text = z.string();
const texts = z.array(text);
const orNull = text.nullable();
const table = idOf('table');

// A snapshot does not keep places in the source, so `declared` gets an empty span here.
const declared = z
  .strictObject({
    origin: z.null().transform(() => ({ source: 'ir.json', start: 0, end: 0 })),
    sdlName: text,
    uid: orNull,
    was: texts,
    directives: z.array(z.strictObject({ name: text, args: z.record(text, z.unknown()) })),
  })
  .nullable();

const common = { id: idOf(...KINDS), comment: orNull, declared };
const anyId = idOf(...KINDS);
const yes = z.literal(true).optional();
const word = text.optional();
const words = texts.optional();
const sequence = { start: text, increment: text, min: text, max: text, cache: text, cycle: z.boolean() };
const carriedOfTable = z.strictObject({
  unlogged: yes,
  options: words,
  partitionKey: word,
  partitionOf: z.strictObject({ table, bound: text }).optional(),
  inherits: z.array(table).optional(),
  replicaIdentity: word,
  accessMethod: word,
  tablespace: word,
  ofType: word,
});
const carriedOfColumn = z.strictObject({
  storage: word,
  compression: word,
  statistics: z.number().optional(),
  options: words,
  inherited: yes,
  notNullName: word,
});
const carriedOfIndex = z.strictObject({
  options: words,
  tablespace: word,
  clustered: yes,
  statistics: z.array(z.tuple([z.number(), z.number()])).optional(),
});
const constraint = {
  ...common,
  kind: z.literal('constraint'),
  table,
  name: text,
  deferrable: z.enum(['no', 'initially immediate', 'initially deferred']),
  validated: z.boolean(),
};
const action = z.enum(['NO ACTION', 'RESTRICT', 'CASCADE', 'SET NULL', 'SET DEFAULT']);

const constraints = z.discriminatedUnion('type', [
  z.strictObject({
    ...constraint,
    type: z.enum(['primary key', 'unique']),
    columns: texts,
    include: texts,
    nullsNotDistinct: z.boolean(),
    carried: carriedOfIndex.exactOptional(),
  }),
  z.strictObject({ ...constraint, type: z.literal('check'), expression: text }),
  z.strictObject({
    ...constraint,
    type: z.literal('foreign key'),
    columns: texts,
    refTable: table,
    refColumns: texts,
    onDelete: action,
    onUpdate: action,
  }),
  z.strictObject({ ...constraint, type: z.literal('other'), definition: text }),
]);

const column = z.strictObject({
  ...common,
  kind: z.literal('column'),
  table,
  name: text,
  type: text,
  enumType: idOf('enum').nullable(),
  notNull: z.boolean(),
  default: orNull,
  collation: orNull,
  collationSchema: text.exactOptional(),
  identity: z.enum(['always', 'by default']).nullable(),
  identitySequence: z
    .strictObject({ ...z.strictObject(sequence).partial().shape, name: word })
    .exactOptional(),
  generated: z.strictObject({ expression: text, stored: z.boolean() }).nullable(),
  position: z.number(),
  backfill: orNull,
  carried: carriedOfColumn.exactOptional(),
});

const index = z.strictObject({
  ...common,
  kind: z.literal('index'),
  table,
  schema: text,
  name: text,
  method: text,
  unique: z.boolean(),
  nullsNotDistinct: z.boolean(),
  keys: texts,
  columns: texts.nullable(),
  include: texts,
  where: orNull,
  valid: z.boolean(),
  carried: carriedOfIndex.exactOptional(),
});

const policy = z.strictObject({
  ...common,
  kind: z.literal('policy'),
  table,
  name: text,
  command: z.enum(['ALL', 'SELECT', 'INSERT', 'UPDATE', 'DELETE']),
  permissive: z.boolean(),
  roles: texts,
  using: orNull,
  check: orNull,
});

const named = { ...common, schema: text, name: text };

/** One object in `ir.json`. Only objects with all of their members are accepted. */
const objectSchema = z.discriminatedUnion('kind', [
  z.strictObject({ ...common, kind: z.literal('schema'), name: text }),
  z.strictObject({ ...named, kind: z.literal('enum'), values: texts }),
  z.strictObject({
    ...named,
    kind: z.literal('table'),
    rowSecurity: z.boolean(),
    forceRowSecurity: z.boolean(),
    carried: carriedOfTable.exactOptional(),
  }),
  z.strictObject({
    ...named,
    ...sequence,
    kind: z.literal('sequence'),
    type: text,
    ownedBy: idOf('column').nullable(),
    carried: carriedOfTable.pick({ unlogged: true }).exactOptional(),
  }),
  column,
  constraints,
  index,
  policy,
  z.strictObject({
    ...common,
    kind: z.literal('carried'),
    what: text,
    definition: text,
    needs: z.array(anyId),
    roles: texts,
    standIn: text.exactOptional(),
  }),
]);

/** A snapshot. `ir.json` also has other views of the same objects; nobody reads those back. */
export const snapshotSchema = z.looseObject({
  digest: text,
  fromCatalog: z.boolean(),
  objects: z.array(objectSchema) satisfies z.ZodType<readonly SchemaObject[]>,
});
