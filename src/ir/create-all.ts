import type { CarriedKind } from '../carried/kind.ts';
import { AFTER_TABLES, BEFORE_TABLES } from '../carried/kinds.ts';
import { attachSql, carriedFactsSql, placementSql, unloggedSql } from './carried/facts-sql.ts';
import { RIGHTS } from './carried/rights.ts';
import {
  addConstraintSql,
  commentSql,
  createEnumSql,
  createIndexSql,
  createPolicySql,
  createSchemaSql,
  createSequenceSql,
  createTableSql,
  isSecond,
  type Lookup,
  rowSecuritySql,
  sequenceOwnerSql,
  tableClauses,
} from './ddl.ts';
import { kept } from './printed-array.ts';
import type { CarriedObject, ConstraintObject, ObjectId, Schema, SchemaObject } from './schema.ts';
import { type TableModel, tablesOf } from './tables.ts';

/** One statement and the object that it creates. */
export interface CreateStatement {
  readonly object: ObjectId;
  readonly sql: string;
  /**
   * For a table: where in `sql` each of its columns and constraints ends, to find the one that PostgreSQL refuses.
   */
  readonly parts: readonly { readonly object: ObjectId; readonly end: number }[];
  /** Objects whose statements must run before it. */
  readonly needs: readonly ObjectId[];
  /** What it is for: `table`, `foreign key`, `function`. Statements run stage by stage, as far as needs allow. */
  readonly stage: string;
}

export function lookupIn(schema: Schema): Lookup {
  const byId = new Map(schema.objects.map((object) => [object.id, object]));
  return (id) => byId.get(id);
}

/**
 * All statements that create a schema in an empty database, in an order that PostgreSQL accepts: schemas, extensions,
 * types, functions, tables, indexes, foreign keys (they may form cycles), row security and policies, what is carried of
 * tables, views and triggers, comments.
 */
export const createAll = (schema: Schema): readonly CreateStatement[] =>
  inOrder(staged(schema, stagesOf(schema)));

/**
 * What `createAll` leaves out, because a scratch database can't have it: where tables lie, whose they are, who may use them.
 */
export const createRest = (schema: Schema): readonly CreateStatement[] =>
  staged(schema, [[PLACEMENT, placements(schema)], ...RIGHTS.map((what): Stage => [what, []])]);

/** The statements of one kind that a schema's own objects need. Carried objects of that name follow them. */
type Stage = readonly [name: string, statements: readonly CreateStatement[]];

export const PLACEMENT = 'placement';

function stagesOf(schema: Schema): readonly Stage[] {
  const lookup = lookupIn(schema);
  const tables = tablesOf(schema);
  const of = <Kind extends SchemaObject['kind']>(
    kind: Kind,
    sql: (o: Extract<SchemaObject, { kind: Kind }>) => string | readonly string[],
  ) =>
    schema.objects.flatMap((o) =>
      o.kind === kind
        ? [sql(o as Extract<SchemaObject, { kind: Kind }>)].flat().map((text) => make(o, text))
        : [],
    );
  const each = (statements: (model: TableModel) => readonly CreateStatement[]) => tables.flatMap(statements);
  const add = (key: ConstraintObject, notValid = false) => make(key, addConstraintSql(key, lookup, notValid));
  const kinds = (all: readonly CarriedKind[]): readonly Stage[] => all.map(({ what }) => [what, []]);
  const [extensions, ...types] = BEFORE_TABLES;
  return [
    ['schema', of('schema', (o) => createSchemaSql(o.name))],
    ...kinds(extensions ? [extensions] : []),
    ['enum', of('enum', (o) => createEnumSql(o))],
    ['sequence', of('sequence', (o) => createSequenceSql(o))],
    ...kinds(types),
    ['table', each((model) => [makeTable(model, lookup)])],
    [UNLOGGED, [...of('table', unloggedSql), ...of('sequence', unloggedSql)]],
    ['sequence owner', of('sequence', (o) => sequenceOwnerSql(o) ?? [])],
    ['key', each((model) => model.uniques.filter((key) => isSecond(key, model)).map((key) => add(key)))],
    ['index', each(({ indexes }) => indexes.map((index) => make(index, createIndexSql(index, lookup))))],
    ['foreign key', each(({ foreignKeys }) => foreignKeys.map((key) => add(key, !key.validated)))],
    [
      'check',
      each(({ checks }) => checks.filter(({ validated }) => !validated).map((check) => add(check, true))),
    ],
    ['partition', each((model) => attachSql(model, lookup).map((sql) => make(model.table, sql)))],
    ['row security', of('table', rowSecuritySql)],
    ['policy', of('policy', (policy) => createPolicySql(policy, lookup))],
    [FACTS, each((model) => carriedFactsSql(model, lookup).map((sql) => make(model.table, sql)))],
    ...kinds(AFTER_TABLES.filter(({ what }) => !RIGHTS.includes(what))),
    ['other', []],
    ['comment', []],
    [
      'comment of its own',
      schema.objects.flatMap((o) => (o.comment === null ? [] : [make(o, commentSql(o, lookup, o.comment))])),
    ],
  ];
}

export const UNLOGGED = 'unlogged';
export const FACTS = 'further facts';

const placements = (schema: Schema): readonly CreateStatement[] =>
  tablesOf(schema).flatMap((model) => placementSql(model).map((sql) => make(model.table, sql)));

function staged(schema: Schema, stages: readonly Stage[]): readonly CreateStatement[] {
  const carried = Map.groupBy(
    schema.objects.filter((object) => object.kind === 'carried'),
    ({ what }) => what,
  );
  return stages.flatMap(([stage, statements]) => [
    ...statements.map((statement) => ({ ...statement, stage })),
    ...(carried.get(stage) ?? []).filter(isMakeable).map((o) => ({ ...make(o, carriedSql(o)), stage })),
  ]);
}

// A function's body stays as its author wrote it.
const carriedSql = ({ what, definition }: CarriedObject): string =>
  EXPRESSIONS.has(what) ? kept(definition) : definition;
const EXPRESSIONS = new Set(['view', 'materialized view', 'rule', 'trigger', 'domain', 'statistics']);

const make = (object: SchemaObject, sql: string): CreateStatement => ({
  object: object.id,
  sql,
  parts: [],
  needs: object.kind === 'carried' ? object.needs : [],
  stage: '',
});

function makeTable(model: TableModel, lookup: Lookup): CreateStatement {
  const sql = createTableSql(model, lookup);
  let end = 0;
  const parts = tableClauses(model, lookup).map((clause) => {
    end = sql.indexOf(clause.sql, end) + clause.sql.length;
    return { object: clause.id, end };
  });
  const { inherits = [], partitionOf } = model.table.carried ?? {};
  // A partition could be made first, but from 18 on its parent's NOT NULL constraints would find their names taken.
  const needs = partitionOf ? [...inherits, partitionOf.table] : inherits;
  return { object: model.table.id, sql, parts, needs, stage: '' };
}

/** Whether the definition is more than a comment on why PostgreSQL can't print it. */
const isMakeable = ({ definition }: CarriedObject): boolean =>
  definition !== '' && !/^--.*$/.test(definition);

/** The objects that a statement makes. A statement of `carried.sql` names the object after its stage. */
const madeBy = ({ object, parts, stage }: CreateStatement): readonly ObjectId[] => [
  object,
  ...parts.map((part) => part.object),
  ...(object.startsWith(`carried:${stage} `) ? [object.slice(`carried:${stage} `.length) as ObjectId] : []),
];

/** Moves what a statement needs before it. Without needs the order stays; in a circle the first one comes first. */
function inOrder(statements: readonly CreateStatement[]): readonly CreateStatement[] {
  if (statements.every(({ needs }) => needs.length === 0)) return statements;
  const makers = new Map<ObjectId, CreateStatement>();
  for (const statement of statements)
    for (const id of madeBy(statement)) if (!makers.has(id)) makers.set(id, statement);
  const ordered = new Set<CreateStatement>();
  const begun = new Set<CreateStatement>();
  const place = (statement: CreateStatement): void => {
    if (begun.has(statement)) return;
    begun.add(statement);
    for (const id of statement.needs) {
      const maker = makers.get(id);
      if (maker) place(maker);
    }
    ordered.add(statement);
  };
  statements.forEach(place);
  return [...ordered];
}

/** `createAll` as one script. */
export const createAllSql = (schema: Schema): string =>
  createAll(schema)
    .map(({ sql }) => sql)
    .join('\n');
