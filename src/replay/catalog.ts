import type { RelationKind } from '../sql/lock.ts';
import { as, type Fields, fieldNode, listOf, literalOf, namesOf, type Tree, textOf } from '../sql/node.ts';

/** A column's type: `int4`, or `schema.name` for a type of the user's that the catalog knows. */
export interface TypeRef {
  readonly name: string;
  readonly modifiers: readonly string[];
  readonly array: boolean;
}

export interface Column {
  name: string;
  type: TypeRef;
  notNull: boolean;
  default: unknown;
  /** The expression of a generated column. */
  generated: { readonly expression: unknown; readonly stored: boolean } | null;
  identity: boolean;
  collation: string | null;
}

export interface Constraint {
  name: string;
  readonly kind: 'check' | 'foreign key' | 'primary key' | 'unique' | 'exclude' | 'not null';
  columns: readonly string[];
  readonly expression: unknown;
  valid: boolean;
  readonly enforced: boolean;
  readonly index: Relation | null;
  readonly references: { readonly relation: Relation; columns: readonly string[] } | null;
  /** One letter each, as `pg_constraint.confdeltype` has them. */
  readonly onDelete: string;
  readonly onUpdate: string;
  readonly noInherit: boolean;
  /** Whether the table has the constraint because a parent has it. */
  readonly inherited: boolean;
  deferred: boolean;
}

export interface IndexInfo {
  readonly table: Relation;
  columns: readonly string[];
  /** How many of the columns are key columns. The ones after those are INCLUDE columns. */
  readonly keys: number;
  /** Whether every key is a plain column in default order with the default operator class and collation. */
  readonly plain: boolean;
  /** Columns that the index's expressions and its predicate read. */
  reads: readonly string[];
  readonly expressions: readonly unknown[];
  readonly predicate: boolean;
  readonly method: string;
  readonly unique: boolean;
  parent: Relation | null;
  valid: boolean;
}

export interface Trigger {
  name: string;
  readonly row: boolean;
  /** `pg_trigger.tgtype` bits: 4 insert, 8 delete, 16 update, 32 truncate. */
  readonly events: number;
  readonly columns: readonly string[];
  readonly when: unknown;
  readonly function: string;
  enabled: boolean;
  /** Whether the table has the trigger because its partitioned parent has it. */
  readonly inherited: boolean;
}

interface Policy {
  name: string;
  readonly expressions: readonly unknown[];
}

interface Partitioning {
  readonly strategy: 'range' | 'list' | 'hash';
  /** `null` stands for an expression. */
  readonly keys: readonly (string | null)[];
  readonly expressions: readonly unknown[];
}

/** A table, view, index, sequence or composite type. Changed in place as statements are applied. */
export interface Relation {
  schema: string;
  name: string;
  kind: RelationKind | 'index' | 'sequence' | 'composite type';
  readonly columns: Map<string, Column>;
  readonly constraints: Map<string, Constraint>;
  readonly indexes: Set<Relation>;
  readonly parents: Set<Relation>;
  readonly children: Set<Relation>;
  readonly triggers: Map<string, Trigger>;
  readonly rules: Map<string, { readonly event: string; readonly actions: unknown }>;
  readonly policies: Map<string, Policy>;
  readonly statistics: Set<string>;
  /** Relations with a foreign key to this one. */
  readonly referencedBy: Set<Relation>;
  /** Views that read this relation. */
  readonly readers: Set<Relation>;
  /** For a view: what it reads, and which columns of it. */
  reads: ReadonlyMap<Relation, ReadonlySet<string>>;
  index: IndexInfo | null;
  partitioning: Partitioning | null;
  /** The bound of a partition, FOR VALUES …, as the parser gives it; `null` when it is no partition. */
  bound: Fields<'PartitionBoundSpec'> | null;
  query: unknown;
  ofType: string | null;
  owner: string | null;
  /** For a sequence: the column that owns it. */
  ownedBy: { readonly relation: Relation; readonly column: string } | null;
  unlogged: boolean;
  temporary: boolean;
  clusteredOn: Relation | null;
  /** Whether no statement that was read created it: only its use shows that it exists. */
  readonly assumed: boolean;
}

export type UserType =
  | { readonly kind: 'enum' | 'composite' | 'range' | 'base' }
  | {
      readonly kind: 'domain';
      readonly base: TypeRef;
      notNull: boolean;
      default: unknown;
      checks: Map<string, unknown>;
    };

export interface Routine {
  readonly volatility: 'immutable' | 'stable' | 'volatile';
  readonly language: string;
  readonly body: string | null;
  readonly node: Fields<'CreateFunctionStmt'>;
}

/** What is known of a database. `replay` changes it in place; `predict` only reads. */
export interface Catalog {
  readonly relations: Map<string, Relation>;
  readonly types: Map<string, UserType>;
  readonly routines: Map<string, Routine>;
  readonly publications: Map<string, Set<Relation>>;
  readonly prepared: Map<string, Tree>;
  readonly settings: Map<string, string>;
  /**
   * So that no DROP has to look at every relation: `guarded` has tables with policies or rules, now or once,
   * and `owned` the sequences that each relation owns, or owned.
   */
  readonly guarded: Set<Relation>;
  readonly owned: Map<Relation, Set<Relation>>;
  /** Names of temporary tables that anything read so far may create, function bodies included. */
  readonly temporaryNames: Set<string>;
  searchPath: readonly string[];
  /** Whether a base (the SQL of the whole database) was read. Then a name that the catalog lacks does not exist. */
  described: boolean;
}

export const emptyCatalog = (): Catalog => ({
  relations: new Map(),
  types: new Map(),
  routines: new Map(),
  publications: new Map(),
  prepared: new Map(),
  settings: new Map(),
  guarded: new Set(),
  owned: new Map(),
  temporaryNames: new Set(),
  searchPath: ['public'],
  described: false,
});

export const keyOf = (relation: { readonly schema: string; readonly name: string }): string =>
  `${relation.schema}.${relation.name}`;

export function newRelation(
  schema: string,
  name: string,
  kind: Relation['kind'],
  more: Partial<Relation> = {},
): Relation {
  return {
    schema,
    name,
    kind,
    columns: new Map(),
    constraints: new Map(),
    indexes: new Set(),
    parents: new Set(),
    children: new Set(),
    triggers: new Map(),
    rules: new Map(),
    policies: new Map(),
    statistics: new Set(),
    referencedBy: new Set(),
    readers: new Set(),
    reads: new Map(),
    index: null,
    partitioning: null,
    bound: null,
    query: null,
    ofType: null,
    owner: null,
    ownedBy: null,
    unlogged: false,
    temporary: false,
    clusteredOn: null,
    assumed: false,
    ...more,
  };
}

export interface Name {
  readonly schema: string | null;
  readonly name: string;
}

export const rangeName = (rangeVar: Fields<'RangeVar'>): Name => ({
  schema: textOf(rangeVar['schemaname']) || null,
  name: textOf(rangeVar['relname']),
});

export const nameOf = (parts: readonly string[]): Name => ({
  schema: parts.at(-2) ?? null,
  name: parts.at(-1) ?? '',
});

/** The relation a name means now, or `null`. */
export function lookup(catalog: Catalog, { schema, name }: Name): Relation | null {
  if (schema !== null) return catalog.relations.get(`${schema}.${name}`) ?? null;
  for (const place of ['pg_temp', ...catalog.searchPath]) {
    const found = catalog.relations.get(`${place}.${name}`);
    if (found) return found;
  }
  return null;
}

export const isSystem = ({ schema, name }: Name): boolean =>
  schema === 'information_schema' ||
  schema === 'pg_catalog' ||
  schema === 'pg_toast' ||
  (schema === null && name.startsWith('pg_'));

/** Where an unqualified name is created. */
export const creationSchema = (catalog: Catalog): string => catalog.searchPath[0] ?? 'public';

/** `integer`, `varchar(20)`, `public.mood[]` out of a raw TypeName. */
export function typeRef(catalog: Catalog, typeName: unknown): TypeRef {
  const node = as(typeName, 'TypeName') ?? fieldNode(typeName);
  const parts = namesOf(node['names']);
  const bare = parts.at(-1) ?? '';
  const user = parts[0] === 'pg_catalog' ? null : typeKey(catalog, nameOf(parts));
  return {
    name: user ?? bare,
    modifiers: listOf(node['typmods']).map((modifier) => literalOf(modifier) ?? '?'),
    array: listOf(node['arrayBounds']).length > 0,
  };
}

/** The key of a user's type, or `null` for a built-in one. */
export function typeKey(catalog: Catalog, { schema, name }: Name): string | null {
  for (const place of schema === null ? catalog.searchPath : [schema]) {
    const key = `${place}.${name}`;
    if (catalog.types.has(key)) return key;
  }
  return null;
}

/** `relation` and everything that inherits from it, parents first. */
export function family(relation: Relation): readonly Relation[] {
  const all = new Set([relation]);
  for (const member of all) for (const child of member.children) all.add(child);
  return [...all];
}

/** Everything that `relation` inherits from, nearest first. */
export function ancestors(relation: Relation): readonly Relation[] {
  const all = new Set(relation.parents);
  for (const member of all) for (const parent of member.parents) all.add(parent);
  return [...all];
}

/** A relation and the partitioned tables above it: what a statement says about those holds for it too. */
export const rootsOf = (relation: Relation): readonly Relation[] =>
  relation.bound ? [relation, ...ancestors(relation)] : [relation];

/** The default partition of a partitioned table. */
export const defaultPartition = (relation: Relation): Relation | null =>
  [...relation.children].find((child) => child.bound?.['is_default'] === true) ?? null;

export const foreignKeys = (relation: Relation): readonly Constraint[] =>
  [...relation.constraints.values()].filter((constraint) => constraint.kind === 'foreign key');

/** Sequences owned by a relation's columns. */
export const ownedSequences = (catalog: Catalog, relation: Relation): readonly Relation[] =>
  [...(catalog.owned.get(relation) ?? [])].filter(
    (sequence) => sequence.ownedBy?.relation === relation && isThere(catalog, sequence),
  );

/** Whether a relation still exists under its name: it may have been dropped, renamed or replaced. */
export const isThere = (catalog: Catalog, relation: Relation): boolean =>
  catalog.relations.get(keyOf(relation)) === relation;
