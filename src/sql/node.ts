import type * as pg from '@pgsql/types';

type KeyOf<Union> = Union extends unknown ? keyof Union : never;

/** A value of @pgsql/types as libpg-query gives it: every node wrapped in its type, everything readonly. */
type Held<T> = [T] extends [pg.Node | undefined]
  ? Tree
  : T extends readonly (infer Item)[]
    ? readonly Held<Item>[]
    : T extends object
      ? { readonly [Field in keyof T]: Held<T[Field]> }
      : T;

/** The types of nodes that libpg-query writes: `CreateStmt`, `ColumnDef` … */
export type NodeName = KeyOf<pg.Node>;

/** Node types of PL/pgSQL that are read here. Their fields are documented nowhere, so they have no exact types. */
type PlpgsqlName = `PLpgSQL_${
  | 'expr'
  | 'function'
  | 'stmt_assign'
  | 'stmt_dynexecute'
  | 'stmt_foreach_a'
  | 'stmt_return_query'
  | 'var'}`;

/** The fields of a node of one type. libpg-query leaves out fields whose value is zero, false or empty. */
export type Fields<Name extends NodeName> = Name extends unknown
  ? Held<Extract<pg.Node, Readonly<Record<Name, unknown>>>[Name]>
  : never;

/** A node under its type, `{"CreateStmt": {...}}`: exactly one of these keys is there. */
export type Tree = { readonly [Name in NodeName]?: Fields<Name> };

/** A node, or the fields of one, whose type isn't known. */
export type Node = Readonly<Record<string, unknown>>;

/** A subcommand of ALTER TABLE; the empty text stands for none. */
export type Subcommand = pg.AlterTableType | '';
/** A table of them: it compiles only with all that the parser knows. */
export type BySubcommand<T> = Readonly<Record<pg.AlterTableType, T>>;

/** Functions by the type of node that they take after other arguments. A type may have none. */
export type ByName<Before extends readonly unknown[], Result> = {
  readonly [Name in NodeName]?: (...given: [...Before, Fields<Name>]) => Result;
};

/** A node as a pair of type and fields: a test of the type tells TypeScript which fields there are. */
export type Typed = { [Name in NodeName]: [type: Name, fields: Fields<Name>] }[NodeName];

type Visited = Typed | { [Name in PlpgsqlName]: [type: Name, fields: Node] }[PlpgsqlName];
type Visit = (...visited: Visited) => unknown;

const NOTHING: Node = {};

/** The type of a wrapped node: its only key. Of bare fields this gives the name of a field, so don't pass those. */
export const typeOf = (node: unknown): NodeName | '' =>
  isNode(node) ? ((Object.keys(node)[0] ?? '') as NodeName | '') : '';

/** The fields of a wrapped node, whatever its type. */
export function fieldsOf(node: unknown): Node {
  if (!isNode(node)) return NOTHING;
  const [fields] = Object.values(node);
  return isNode(fields) ? fields : NOTHING;
}

export const typed = (node: Tree): Typed => [typeOf(node), fieldsOf(node)] as Typed;

/** The fields of a node of one type, or `null`. */
export function as<Name extends NodeName>(node: unknown, type: Name): Fields<Name> | null;
export function as(node: unknown, type: PlpgsqlName): Node | null;
export function as(node: unknown, type: string): Node | null {
  return isNode(node) && isNode(node[type]) ? node[type] : null;
}

/** The function that a table holds for a type of node, if any. */
export const entryOf = <Before extends readonly unknown[], Result>(
  table: ByName<Before, Result>,
  type: NodeName | '',
) => (type === '' ? undefined : table[type]) as ((...given: [...Before, Node]) => Result) | undefined;

export const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export function listOf<Item>(value: readonly Item[] | undefined): readonly Item[];
export function listOf(value: unknown): readonly unknown[];
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function textOf<Text extends string>(value: Text | undefined): Text | '';
export function textOf(value: unknown): string;
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

export function fieldNode<Value extends object>(value: Value | undefined): Partial<Value>;
export function fieldNode(value: unknown): Node;
export function fieldNode(value: unknown): Node {
  return isNode(value) ? value : NOTHING;
}

/** The texts of `String` nodes: the parts of a qualified name. */
export const namesOf = (value: unknown): readonly string[] =>
  listOf(value).map((item) => textOf(fieldsOf(item)['sval']));

/** A `List` node's items, or a plain list. */
export const itemsOf = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : listOf(as(value, 'List')?.['items']);

/** The text, number or name a `DefElem` or constant carries, as text; `null` when it carries nothing. */
export function literalOf(node: unknown): string | null {
  if (typeof node === 'string') return node;
  if (!isNode(node)) return null;
  const constant = as(node, 'A_Const');
  if (constant) return constantOf(constant);
  const fields = fieldsOf(node);
  for (const key of ['sval', 'fval', 'str']) if (typeof fields[key] === 'string') return fields[key];
  if (typeof fields['boolval'] === 'boolean') return String(fields['boolval']);
  if ('Integer' in node) return String(fields['ival'] ?? 0);
  if ('Boolean' in node) return 'false';
  if ('TypeName' in node) return namesOf(fields['names']).at(-1) ?? null;
  return null;
}

function constantOf(constant: Node): string | null {
  if (constant['isnull']) return null;
  if (isNode(constant['sval'])) return textOf(constant['sval']['sval']);
  if (isNode(constant['fval'])) return textOf(constant['fval']['fval']);
  if (isNode(constant['ival'])) return String(constant['ival']['ival'] ?? 0);
  if (isNode(constant['boolval'])) return String(constant['boolval']['boolval'] ?? false);
  return null;
}

/** A `DefElem` list as a map from option to its argument node; an option without argument maps to `null`. */
export function optionsOf(value: unknown): ReadonlyMap<string, unknown> {
  return new Map(
    listOf(value).flatMap((item) => {
      const option = as(item, 'DefElem');
      return option ? [[textOf(option['defname']), option['arg'] ?? null] as const] : [];
    }),
  );
}

/**
 * Visits every node below `root`, parents before children, without recursion: trees thousands deep are legal.
 * `visit` returns `false` to leave out what is below a node.
 */
export function walk(root: unknown, visit: Visit): void {
  const stack: unknown[] = [root];
  while (stack.length > 0) {
    const value = stack.pop();
    const from = stack.length;
    if (Array.isArray(value)) for (const item of value) stack.push(item);
    else if (isNode(value)) pushBelow(stack, value, visit as (type: string, fields: Node) => unknown);
    // The stack gives the last node first: reverse what was just pushed, so that nodes come out in the tree's order.
    for (let low = from, high = stack.length - 1; low < high; low++, high--)
      [stack[low], stack[high]] = [stack[high], stack[low]];
  }
}

/** How many nodes are nested at most. Without recursion, like `walk`. */
export function depthOf(root: unknown): number {
  let depth = 0;
  for (let level = [root]; level.length > 0; depth++) {
    const below: unknown[] = [];
    // Lists and the wrapper `{"Type": …}` are no level of their own: their content joins the level that is being
    // walked.
    for (const value of level)
      if (Array.isArray(value)) for (const item of value) level.push(item);
      else if (isNode(value)) pushFields(value, level, below);
    level = below;
  }
  return depth;
}

function pushFields(node: Node, level: unknown[], below: unknown[]): void {
  for (const key in node) if (typeof node[key] === 'object') (isType(key) ? level : below).push(node[key]);
}

const isType = (key: string): boolean => key.charCodeAt(0) < 97;

function pushBelow(stack: unknown[], value: Node, visit: (type: string, fields: Node) => unknown): void {
  for (const key in value) {
    const child = value[key];
    if (typeof child !== 'object' || child === null) continue;
    const type = nodeType(key, child);
    if (type === null || visit(type, child as Node) !== false) stack.push(child);
  }
}

// Types begin with a capital letter, fields do not; `relation` fields hold a RangeVar without its key.
function nodeType(key: string, child: object): string | null {
  if (isType(key)) return key;
  return 'relname' in child && 'relpersistence' in child ? 'RangeVar' : null;
}
