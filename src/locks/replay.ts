import {
  as,
  fieldNode,
  fieldsOf,
  isNode,
  itemsOf,
  listOf,
  literalOf,
  type Node,
  namesOf,
  optionsOf,
  textOf,
  typeOf,
} from '../sql/node.ts';
import { parseSql } from '../sql/parser.ts';
import {
  type Catalog,
  creationSchema,
  emptyCatalog,
  family,
  keyOf,
  lookup,
  nameOf,
  newRelation,
  type Relation,
  rangeName,
  typeRef,
} from './catalog.ts';
import { readsOf } from './references.ts';
import { replayAlterTable } from './replay-alter.ts';
import { replayCreateIndex, replayCreateTable } from './replay-create.ts';
import { replayDrop } from './replay-drop.ts';
import { replayRename } from './replay-rename.ts';
import { plpgsqlBody, routineFrom } from './routine-body.ts';

type Replay = (catalog: Catalog, statement: Node) => void;

const REPLAYS: Readonly<Record<string, Replay>> = {
  AlterDomainStmt: alterDomain,
  AlterObjectSchemaStmt: setSchema,
  AlterPolicyStmt: replayPolicy,
  AlterPublicationStmt: replayPublication,
  AlterSeqStmt: alterSequence,
  AlterTableStmt: replayAlterTable,
  CompositeTypeStmt: compositeType,
  CreateDomainStmt: createDomain,
  CreateEnumStmt: (catalog, { typeName }) => addType(catalog, namesOf(typeName), { kind: 'enum' }),
  CreateForeignTableStmt: (catalog, { base }) => replayCreateTable(catalog, fieldNode(base), 'foreign table'),
  CreateFunctionStmt: (catalog, statement) => {
    const { schema, name } = nameOf(namesOf(statement['funcname']));
    catalog.routines.set(`${schema ?? creationSchema(catalog)}.${name}`, routineFrom(statement));
  },
  CreatePolicyStmt: replayPolicy,
  CreatePublicationStmt: replayPublication,
  CreateRangeStmt: (catalog, { typeName }) => addType(catalog, namesOf(typeName), { kind: 'range' }),
  CreateSchemaStmt: createSchema,
  CreateSeqStmt: createSequence,
  CreateStatsStmt: createStatistics,
  CreateStmt: (catalog, statement) => replayCreateTable(catalog, statement, 'table'),
  CreateTableAsStmt: createAs,
  CreateTrigStmt: createTrigger,
  DefineStmt: (catalog, { kind, defnames }) =>
    kind === 'OBJECT_TYPE' ? addType(catalog, namesOf(defnames), { kind: 'base' }) : undefined,
  DoStmt: doBlock,
  DropStmt: replayDrop,
  IndexStmt: replayCreateIndex,
  PrepareStmt: (catalog, { name, query }) => void catalog.prepared.set(textOf(name), fieldNode(query)),
  RenameStmt: replayRename,
  RuleStmt: createRule,
  SelectStmt: select,
  VariableSetStmt: setVariable,
  ViewStmt: (catalog, { view, query }) => addView(catalog, rangeName(fieldNode(view)), 'view', query),
};

/** Brings the catalog to where a statement leaves the database. A statement that is not understood changes nothing. */
export function replay(node: Node, catalog: Catalog): void {
  REPLAYS[typeOf(node)]?.(catalog, fieldsOf(node));
}

/** The catalog after a script that parses as a whole. */
export function catalogOf(sql: string): Catalog {
  const catalog = emptyCatalog();
  for (const { stmt } of parseSql(sql)) replay(stmt, catalog);
  return catalog;
}

function addType(
  catalog: Catalog,
  parts: readonly string[],
  type: Parameters<Catalog['types']['set']>[1],
): void {
  const { schema, name } = nameOf(parts);
  catalog.types.set(`${schema ?? creationSchema(catalog)}.${name}`, type);
}

function createDomain(catalog: Catalog, statement: Node): void {
  const parts = listOf(statement['constraints']).map((item) => as(item, 'Constraint') ?? {});
  const checks = parts.filter(({ contype }) => contype === 'CONSTR_CHECK');
  addType(catalog, namesOf(statement['domainname']), {
    kind: 'domain',
    base: typeRef(catalog, statement['typeName']),
    notNull: parts.some(({ contype }) => contype === 'CONSTR_NOTNULL'),
    default: parts.find(({ contype }) => contype === 'CONSTR_DEFAULT')?.['raw_expr'] ?? null,
    checks: new Map(checks.map((check, i) => [textOf(check['conname']) || `check${i}`, check['raw_expr']])),
  });
}

function alterDomain(catalog: Catalog, statement: Node): void {
  const { schema, name } = nameOf(namesOf(statement['typeName']));
  const domain = catalog.types.get(`${schema ?? creationSchema(catalog)}.${name}`);
  if (domain?.kind !== 'domain') return;
  const definition = as(statement['def'], 'Constraint');
  switch (statement['subtype']) {
    case 'O':
      domain.notNull = true;
      break;
    case 'N':
      domain.notNull = false;
      break;
    case 'T':
      domain.default = statement['def'] ?? null;
      break;
    case 'C':
      domain.checks.set(
        textOf(definition?.['conname']) || `check${domain.checks.size}`,
        definition?.['raw_expr'],
      );
      break;
    case 'X':
      domain.checks.delete(textOf(statement['name']));
  }
}

function compositeType(catalog: Catalog, statement: Node): void {
  const name = rangeName(fieldNode(statement['typevar']));
  addType(catalog, name.schema ? [name.schema, name.name] : [name.name], { kind: 'composite' });
  replayCreateTable(
    catalog,
    { relation: statement['typevar'], tableElts: statement['coldeflist'] },
    'composite type',
  );
}

function createSchema(catalog: Catalog, statement: Node): void {
  const before = catalog.searchPath;
  catalog.searchPath = [textOf(statement['schemaname'])];
  for (const element of listOf(statement['schemaElts'])) if (isNode(element)) replay(element, catalog);
  catalog.searchPath = before;
}

function createSequence(catalog: Catalog, statement: Node): void {
  const variable = fieldNode(statement['sequence']);
  const schema =
    variable['relpersistence'] === 't'
      ? 'pg_temp'
      : textOf(variable['schemaname']) || creationSchema(catalog);
  const sequence = newRelation(schema, textOf(variable['relname']), 'sequence');
  if (!catalog.relations.has(keyOf(sequence))) catalog.relations.set(keyOf(sequence), sequence);
  setOwner(catalog, sequence, statement['options']);
}

function alterSequence(catalog: Catalog, statement: Node): void {
  const sequence = lookup(catalog, rangeName(fieldNode(statement['sequence'])));
  if (sequence) setOwner(catalog, sequence, statement['options']);
}

function setOwner(catalog: Catalog, sequence: Relation, options: unknown): void {
  const names = namesOf(itemsOf(optionsOf(options).get('owned_by')));
  if (names.length === 0) return;
  const relation = lookup(catalog, nameOf(names.slice(0, -1)));
  sequence.ownedBy = relation ? { relation, column: names.at(-1) ?? '' } : null;
}

function createStatistics(catalog: Catalog, statement: Node): void {
  for (const item of listOf(statement['relations'])) {
    const relation = lookup(catalog, rangeName(as(item, 'RangeVar') ?? {}));
    relation?.statistics.add(namesOf(statement['defnames']).at(-1) ?? '');
  }
}

function createAs(catalog: Catalog, statement: Node): void {
  const name = rangeName(fieldNode(fieldNode(statement['into'])['rel']));
  const isView = statement['objtype'] === 'OBJECT_MATVIEW';
  if (isView) addView(catalog, name, 'materialized view', statement['query']);
  else addResult(catalog, fieldNode(fieldNode(statement['into'])['rel']), statement['query']);
}

function select(catalog: Catalog, statement: Node): void {
  const into = fieldNode(statement['intoClause'])['rel'];
  if (isNode(into)) addResult(catalog, into, { SelectStmt: statement });
  for (const target of listOf(statement['targetList'])) setConfig(catalog, as(target, 'ResTarget')?.['val']);
}

// pg_dump begins with: SELECT pg_catalog.set_config('search_path', '', false).
function setConfig(catalog: Catalog, value: unknown): void {
  const call = as(value, 'FuncCall');
  if (namesOf(call?.['funcname']).at(-1) !== 'set_config') return;
  const [name, setting] = listOf(call?.['args']).map(literalOf);
  assign(
    catalog,
    name ?? '',
    (setting ?? '').split(',').map((part) => part.trim()),
  );
}

function setVariable(catalog: Catalog, statement: Node): void {
  const name = textOf(statement['name']).toLowerCase();
  if (statement['is_local']) catalog.settings.set(`local ${name}`, 'on');
  if (statement['kind'] === 'VAR_SET_VALUE')
    assign(
      catalog,
      name,
      listOf(statement['args']).map((item) => literalOf(item) ?? ''),
    );
  else if (/RESET|DEFAULT/.test(textOf(statement['kind']))) assign(catalog, name, []);
}

function assign(catalog: Catalog, name: string, values: readonly string[]): void {
  if (values.length === 0) catalog.settings.delete(name);
  else catalog.settings.set(name, values.join(', '));
  if (name !== 'search_path') return;
  const path = values
    .map((value) => value.replaceAll('"', ''))
    .filter((value) => value !== '' && value !== '$user');
  catalog.searchPath = values.length === 0 ? ['public'] : path;
}

function addResult(catalog: Catalog, variable: Node, query: unknown): void {
  const temporary = variable['relpersistence'] === 't';
  const schema = temporary ? 'pg_temp' : textOf(variable['schemaname']) || creationSchema(catalog);
  const table = newRelation(schema, textOf(variable['relname']), 'table', { temporary });
  addColumnsOf(catalog, table, query);
  catalog.relations.set(keyOf(table), table);
}

function addView(
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

// Names of a result's columns, and types where a column is passed on as it is.
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

function createTrigger(catalog: Catalog, statement: Node): void {
  const relation = lookup(catalog, rangeName(fieldNode(statement['relation'])));
  const name = textOf(statement['trigname']);
  const reached = relation?.kind === 'partitioned table' && statement['row'] ? family(relation) : [relation];
  for (const member of reached)
    member?.triggers.set(name, {
      name,
      row: statement['row'] === true,
      events: Number(statement['events'] ?? 0),
      columns: namesOf(statement['columns']),
      when: statement['whenClause'] ?? null,
      function: namesOf(statement['funcname']).join('.'),
      enabled: true,
    });
}

function createRule(catalog: Catalog, statement: Node): void {
  const relation = lookup(catalog, rangeName(fieldNode(statement['relation'])));
  relation?.rules.set(textOf(statement['rulename']), {
    event: textOf(statement['event']),
    actions: statement['actions'] ?? [],
  });
}

function replayPolicy(catalog: Catalog, statement: Node): void {
  const relation = lookup(catalog, rangeName(fieldNode(statement['table'])));
  const name = textOf(statement['policy_name']);
  const before = relation?.policies.get(name)?.expressions ?? [];
  const given = [statement['qual'] ?? before[0] ?? null, statement['with_check'] ?? before[1] ?? null];
  relation?.policies.set(name, { name, expressions: given });
}

function replayPublication(catalog: Catalog, statement: Node): void {
  const name = textOf(statement['pubname']);
  const tables = catalog.publications.get(name) ?? new Set<Relation>();
  if (statement['action'] === 'AP_SetObjects') tables.clear();
  for (const item of listOf(statement['pubobjects'])) {
    const variable = fieldNode(fieldNode(as(item, 'PublicationObjSpec')?.['pubtable'])['relation']);
    const relation = lookup(catalog, rangeName(variable));
    if (!relation) continue;
    if (statement['action'] === 'AP_DropObjects') tables.delete(relation);
    else tables.add(relation);
  }
  catalog.publications.set(name, tables);
}

function setSchema(catalog: Catalog, statement: Node): void {
  if (!statement['relation']) return;
  const relation = lookup(catalog, rangeName(fieldNode(statement['relation'])));
  if (!relation) return;
  const moved = [
    relation,
    ...relation.indexes,
    ...[...catalog.relations.values()].filter(({ ownedBy }) => ownedBy?.relation === relation),
  ];
  for (const one of moved) {
    catalog.relations.delete(keyOf(one));
    one.schema = textOf(statement['newschema']);
    catalog.relations.set(keyOf(one), one);
  }
}

function doBlock(catalog: Catalog, statement: Node): void {
  const body = literalOf(optionsOf(statement['args']).get('as')) ?? '';
  for (const inner of plpgsqlBody(body).statements) replay(inner, catalog);
}
