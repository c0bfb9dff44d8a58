import { isRedundant } from '../ir/compile/redundant-indexes.ts';
import { objectId } from '../ir/object-id.ts';
import type {
  CheckConstraint,
  ConstraintObject,
  ForeignKey,
  IndexObject,
  KeyConstraint,
  ObjectId,
  PolicyObject,
  SchemaObject,
} from '../ir/schema.ts';
import type { TableModel } from '../ir/tables.ts';
import { derivedName, quoteIdentifier } from '../sql/identifier.ts';
import { directive, type Said } from './directive-text.ts';
import { columnId, type Wording } from './wording.ts';

/** Directives of a table: those of its type, and those of its fields by column name. */
export interface Placed {
  readonly type: Said[];
  readonly field: Map<string, Said[]>;
}

const unless = (name: string, usual: string): string | null => (name === usual ? null : name);

/** The arguments that every constraint has, for a name that it would get unasked. */
const ofConstraint = ({ name, deferrable, validated, comment }: ConstraintObject, usual: string) => ({
  deferrable: deferrable === 'initially immediate',
  initiallyDeferred: deferrable === 'initially deferred',
  validated: validated ? null : { literal: 'false' },
  name: unless(name, usual),
  comment,
});

/** All keys, foreign keys, indexes, checks and policies of a table. */
export function partsOf(model: TableModel, wording: Wording): Placed {
  const placed: Placed = { type: [], field: new Map() };
  const fields = (names: readonly string[]): readonly string[] =>
    names.map((name) => wording.fields.get(columnId(model.table.id, name)) ?? name);
  const put = (
    columns: readonly string[],
    write: (fields: readonly string[] | null, indent: string) => Said,
  ): void => {
    const [only, ...more] = columns;
    if (only === undefined || more.length > 0) placed.type.push(write(fields(columns), '  '));
    else placed.field.set(only, [...(placed.field.get(only) ?? []), write(null, '    ')]);
  };
  const { primaryKey, uniques, foreignKeys, indexes, checks, policies } = model;
  if (primaryKey) put(primaryKey.columns, (of, indent) => keyText(model, primaryKey, of, fields, indent));
  for (const key of foreignKeys)
    put(key.columns, (of, indent) => foreignKeyText(model, key, of, wording, indent));
  for (const key of uniques) put(key.columns, (of, indent) => keyText(model, key, of, fields, indent));
  const plain = foreignKeys.map((key) => autoIndex(model, key).id);
  for (const index of indexes.filter((one) => !(plain.includes(one.id) && isAuto(one, model)))) {
    const columns = isPlain(index) ? (index.columns ?? []) : [];
    put(columns, (of, indent) => indexText(model, index, of, fields, indent));
  }
  for (const check of checks) {
    const column = model.columns.find(
      ({ name }) => check.name === derivedName([model.table.name, name], 'check'),
    );
    put(column ? [column.name] : [], (_, indent) =>
      checkText(model, check, column ? [column.name] : [], indent),
    );
  }
  for (const policy of policies) placed.type.push(policyText(policy));
  return placed;
}

function keyText(
  { table }: TableModel,
  key: KeyConstraint,
  of: readonly string[] | null,
  fields: (names: readonly string[]) => readonly string[],
  indent: string,
): Said {
  const primary = key.type === 'primary key';
  const usual = primary
    ? derivedName([table.name], 'pkey')
    : derivedName([table.name, ...key.columns], 'key');
  return directive(
    key.id,
    primary ? 'wes_pk' : 'wes_unique',
    {
      fields: of,
      include: fields(key.include),
      nullsNotDistinct: key.nullsNotDistinct,
      ...ofConstraint(key, usual),
    },
    indent,
  );
}

const WORDS = {
  'NO ACTION': null,
  RESTRICT: 'RESTRICT',
  CASCADE: 'CASCADE',
  'SET NULL': 'SET_NULL',
  'SET DEFAULT': 'SET_DEFAULT',
} as const;
const action = (of: ForeignKey['onDelete']) => {
  const literal = WORDS[of];
  return literal === null ? null : { literal };
};

function foreignKeyText(
  model: TableModel,
  key: ForeignKey,
  of: readonly string[] | null,
  { types, fields }: Wording,
  indent: string,
): Said {
  const type = types.get(key.refTable) ?? '';
  const referenced = key.refColumns.map((name) => fields.get(columnId(key.refTable, name)) ?? name);
  const usual = derivedName([model.table.name, ...key.columns], 'fkey');
  const auto = autoIndex(model, key);
  const isMade = model.indexes.some((index) => index.id === auto.id && isAuto(index, model));
  return directive(
    key.id,
    'wes_fk',
    {
      fields: of,
      ref: of === null ? `${type}.${referenced[0]}` : type,
      refFields: of === null ? null : referenced,
      onDelete: action(key.onDelete),
      onUpdate: action(key.onUpdate),
      index: isMade || isRedundant(auto, others(model, auto.id)) ? null : { literal: 'false' },
      ...ofConstraint(key, usual),
    },
    indent,
  );
}

/** The index that a foreign key brings along. */
function autoIndex({ table }: TableModel, { columns }: ForeignKey): IndexObject {
  const name = derivedName([table.name, ...columns], 'idx');
  return {
    kind: 'index',
    id: objectId('index', table.schema, name),
    table: table.id,
    schema: table.schema,
    name,
    method: 'btree',
    unique: false,
    nullsNotDistinct: false,
    keys: columns.map(quoteIdentifier),
    columns,
    include: [],
    where: null,
    valid: true,
    comment: null,
    declared: null,
  };
}

const others = ({ indexes, uniques, primaryKey }: TableModel, id: ObjectId): readonly SchemaObject[] =>
  [...indexes, ...uniques, ...(primaryKey ? [primaryKey] : [])].filter((other) => other.id !== id);

const isPlain = ({ keys, columns }: IndexObject): boolean =>
  columns !== null && keys.join('\0') === columns.map(quoteIdentifier).join('\0');

/** Whether an index is one that a foreign key brings along, and that no other serves. */
function isAuto(index: IndexObject, model: TableModel): boolean {
  const { method, unique, include, where, comment } = index;
  const bare = method === 'btree' && !unique && include.length === 0 && where === null && comment === null;
  return bare && isPlain(index) && !isRedundant(index, others(model, index.id));
}

function indexText(
  model: TableModel,
  index: IndexObject,
  of: readonly string[] | null,
  fields: (names: readonly string[]) => readonly string[],
  indent: string,
): Said {
  const plain = isPlain(index);
  const named = plain || index.columns ? (index.columns ?? []) : namedBy(index, model);
  return directive(
    index.id,
    'wes_index',
    {
      fields: plain ? of : null,
      keys: plain ? null : index.keys,
      using: unless(index.method, 'btree'),
      unique: index.unique,
      nullsNotDistinct: index.nullsNotDistinct,
      include: fields(index.include),
      where: index.where,
      keep: isRedundant(index, others(model, index.id)),
      name: unless(index.name, derivedName([model.table.name, ...named], 'idx')),
      comment: index.comment,
    },
    indent,
  );
}

// Of keys that are expressions the compiler names the index by `expr`. Which key is a column is seen by its name.
const namedBy = ({ keys }: IndexObject, { columns }: TableModel): readonly string[] =>
  keys.map((key) => {
    const [first = ''] = /^(?:"(?:[^"]|"")*"|[\w$]+)(?=\s|$)/.exec(key) ?? [];
    return columns.find(({ name }) => quoteIdentifier(name) === first)?.name ?? 'expr';
  });

function checkText(
  { table }: TableModel,
  check: CheckConstraint,
  columns: readonly string[],
  indent: string,
): Said {
  const usual = derivedName([table.name, ...columns], 'check');
  const { validated, name, comment } = ofConstraint(check, usual);
  const args = { expr: check.expression, validated, name, comment };
  return directive(check.id, 'wes_check', args, indent);
}

const policyText = (policy: PolicyObject): Said =>
  directive(
    policy.id,
    'wes_policy',
    {
      name: policy.name,
      for: unless(policy.command, 'ALL'),
      to: policy.roles,
      restrictive: !policy.permissive,
      using: policy.using,
      check: policy.check,
      comment: policy.comment,
    },
    '  ',
  );
