import { as, type Fields, fieldNode, fieldsOf, isNode, listOf, textOf } from '../sql/node.ts';
import {
  type Catalog,
  creationSchema,
  keyOf,
  lookup,
  newRelation,
  type Relation,
  rangeName,
} from './catalog.ts';
import { readsOf } from './references.ts';
import { setConfig } from './setting.ts';

/** CREATE TABLE AS and CREATE MATERIALIZED VIEW. */
export function createAs(catalog: Catalog, statement: Fields<'CreateTableAsStmt'>): void {
  const name = rangeName(fieldNode(fieldNode(statement['into'])['rel']));
  const isView = statement['objtype'] === 'OBJECT_MATVIEW';
  if (isView) addView(catalog, name, 'materialized view', statement['query']);
  else addResult(catalog, fieldNode(fieldNode(statement['into'])['rel']), statement['query']);
}

/** SELECT … INTO, and set_config() in a SELECT. */
export function select(catalog: Catalog, statement: Fields<'SelectStmt'>): void {
  const into = fieldNode(statement['intoClause'])['rel'];
  if (isNode(into)) addResult(catalog, into, { SelectStmt: statement });
  for (const target of listOf(statement['targetList'])) setConfig(catalog, as(target, 'ResTarget')?.['val']);
}

function addResult(catalog: Catalog, variable: Fields<'RangeVar'>, query: unknown): void {
  const temporary = variable['relpersistence'] === 't';
  const schema = temporary ? 'pg_temp' : textOf(variable['schemaname']) || creationSchema(catalog);
  const table = newRelation(schema, textOf(variable['relname']), 'table', { temporary });
  addColumnsOf(catalog, table, query);
  catalog.relations.set(keyOf(table), table);
}

/** Adds a view defined by a query; it replaces one of the same name. */
export function addView(
  catalog: Catalog,
  name: { schema: string | null; name: string },
  kind: 'view' | 'materialized view',
  query: unknown,
): void {
  const existing = lookup(catalog, name);
  const view = existing ?? newRelation(name.schema ?? creationSchema(catalog), name.name, kind);
  for (const below of view.reads.keys()) below.readers.delete(view);
  view.query = query;
  view.reads = readsOf(catalog, query);
  view.columns.clear();
  addColumnsOf(catalog, view, query);
  for (const below of view.reads.keys()) below.readers.add(view);
  catalog.relations.set(keyOf(view), view);
}

// Adds the columns of a query's result. A column that is passed on unchanged keeps its type.
function addColumnsOf(catalog: Catalog, relation: Relation, query: unknown): void {
  const sources = [...readsOf(catalog, query).keys()];
  for (const item of listOf(as(query, 'SelectStmt')?.['targetList'])) {
    const target = as(item, 'ResTarget') ?? {};
    const parts = listOf(as(target['val'], 'ColumnRef')?.['fields']);
    const last = parts.at(-1);
    const isStar = isNode(last) && 'A_Star' in last;
    const names = isStar
      ? sources.flatMap(({ columns }) => [...columns.keys()])
      : [textOf(target['name']) || textOf(fieldsOf(last)['sval'])];
    const source = textOf(fieldsOf(last)['sval']);
    for (const name of names) {
      const from = sources
        .map(({ columns }) => columns.get(isStar ? name : source))
        .find((column) => column !== undefined);
      const type = from?.type ?? { name: '', modifiers: [], array: false };
      relation.columns.set(name, {
        name,
        type,
        notNull: false,
        default: null,
        generated: null,
        identity: false,
        collation: null,
      });
    }
  }
}
