import {
  as,
  type ByName,
  entryOf,
  type Fields,
  fieldNode,
  fieldsOf,
  isNode,
  itemsOf,
  listOf,
  namesOf,
  optionsOf,
  type Tree,
  textOf,
  typeOf,
} from '../sql/node.ts';
import { parseSql } from '../sql/parser.ts';
import { replayAlterTable } from './alter.ts';
import {
  type Catalog,
  creationSchema,
  emptyCatalog,
  family,
  keyOf,
  lookup,
  nameOf,
  newRelation,
  ownedSequences,
  type Relation,
  rangeName,
} from './catalog.ts';
import { replayCreateIndex, replayCreateTable } from './create.ts';
import { replayDrop } from './drop.ts';
import { own } from './owned-sequences.ts';
import { replayRename } from './rename.ts';
import { blockBody, routineFrom } from './routine-body.ts';
import { resetSession, setVariable } from './setting.ts';
import { addType, alterDomain, compositeType, createDomain } from './type.ts';
import { addView, createAs, select } from './view.ts';

const REPLAYS: ByName<[catalog: Catalog], void> = {
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
  DiscardStmt: (catalog, { target }) => (target === 'DISCARD_ALL' ? resetSession(catalog) : undefined),
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

/** Brings the catalog to the state after a statement. A statement that isn't understood changes nothing. */
export function replay(node: Tree, catalog: Catalog): void {
  entryOf(REPLAYS, typeOf(node))?.(catalog, fieldsOf(node));
}

/** Adds relations to the catalog that a statement used but none created, so that later statements can change them. */
export function adopt(catalog: Catalog, assumed: ReadonlyMap<string, Relation>): void {
  for (const [key, relation] of assumed)
    if (!catalog.relations.has(key) && relation.kind !== 'index') catalog.relations.set(key, relation);
}

/** The catalog after a script. The script must parse as a whole. */
export function catalogOf(sql: string): Catalog {
  const catalog = emptyCatalog();
  for (const { stmt } of parseSql(sql)) replay(stmt, catalog);
  catalog.described = catalog.relations.size > 0;
  return catalog;
}

function createSchema(catalog: Catalog, statement: Fields<'CreateSchemaStmt'>): void {
  const before = catalog.searchPath;
  catalog.searchPath = [textOf(statement['schemaname'])];
  for (const element of listOf(statement['schemaElts'])) if (isNode(element)) replay(element, catalog);
  catalog.searchPath = before;
}

function createSequence(catalog: Catalog, statement: Fields<'CreateSeqStmt'>): void {
  const variable = fieldNode(statement['sequence']);
  const schema =
    variable['relpersistence'] === 't'
      ? 'pg_temp'
      : textOf(variable['schemaname']) || creationSchema(catalog);
  const sequence = newRelation(schema, textOf(variable['relname']), 'sequence');
  if (!catalog.relations.has(keyOf(sequence))) catalog.relations.set(keyOf(sequence), sequence);
  setOwner(catalog, sequence, statement['options']);
}

function alterSequence(catalog: Catalog, statement: Fields<'AlterSeqStmt'>): void {
  const sequence = lookup(catalog, rangeName(fieldNode(statement['sequence'])));
  if (sequence) setOwner(catalog, sequence, statement['options']);
}

function setOwner(catalog: Catalog, sequence: Relation, options: unknown): void {
  const names = namesOf(itemsOf(optionsOf(options).get('owned_by')));
  if (names.length === 0) return;
  const relation = lookup(catalog, nameOf(names.slice(0, -1)));
  if (relation) own(catalog, relation, names.at(-1) ?? '', sequence);
  else sequence.ownedBy = null;
}

function createStatistics(catalog: Catalog, statement: Fields<'CreateStatsStmt'>): void {
  for (const item of listOf(statement['relations'])) {
    const relation = lookup(catalog, rangeName(as(item, 'RangeVar') ?? {}));
    relation?.statistics.add(namesOf(statement['defnames']).at(-1) ?? '');
  }
}

function createTrigger(catalog: Catalog, statement: Fields<'CreateTrigStmt'>): void {
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
      inherited: member !== relation,
    });
}

function createRule(catalog: Catalog, statement: Fields<'RuleStmt'>): void {
  const relation = lookup(catalog, rangeName(fieldNode(statement['relation'])));
  if (!relation) return;
  relation.rules.set(textOf(statement['rulename']), {
    event: textOf(statement['event']),
    actions: statement['actions'] ?? [],
  });
  catalog.guarded.add(relation);
}

function replayPolicy(
  catalog: Catalog,
  statement: Fields<'CreatePolicyStmt'> | Fields<'AlterPolicyStmt'>,
): void {
  const relation = lookup(catalog, rangeName(fieldNode(statement['table'])));
  const name = textOf(statement['policy_name']);
  const before = relation?.policies.get(name)?.expressions ?? [];
  const given = [statement['qual'] ?? before[0] ?? null, statement['with_check'] ?? before[1] ?? null];
  if (!relation) return;
  relation.policies.set(name, { name, expressions: given });
  catalog.guarded.add(relation);
}

function replayPublication(
  catalog: Catalog,
  statement: Fields<'CreatePublicationStmt'> | Fields<'AlterPublicationStmt'>,
): void {
  const name = textOf(statement['pubname']);
  const tables = catalog.publications.get(name) ?? new Set<Relation>();
  const action = 'action' in statement ? statement.action : null;
  if (action === 'AP_SetObjects') tables.clear();
  for (const item of listOf(statement['pubobjects'])) {
    const variable = fieldNode(fieldNode(as(item, 'PublicationObjSpec')?.['pubtable'])['relation']);
    const relation = lookup(catalog, rangeName(variable));
    if (!relation) continue;
    if (action === 'AP_DropObjects') tables.delete(relation);
    else tables.add(relation);
  }
  catalog.publications.set(name, tables);
}

function setSchema(catalog: Catalog, statement: Fields<'AlterObjectSchemaStmt'>): void {
  if (!statement['relation']) return;
  const relation = lookup(catalog, rangeName(fieldNode(statement['relation'])));
  if (!relation) return;
  const moved = [relation, ...relation.indexes, ...ownedSequences(catalog, relation)];
  for (const one of moved) {
    catalog.relations.delete(keyOf(one));
    one.schema = textOf(statement['newschema']);
    catalog.relations.set(keyOf(one), one);
  }
}

function doBlock(catalog: Catalog, statement: Fields<'DoStmt'>): void {
  for (const inner of blockBody(statement)?.statements ?? []) replay(inner, catalog);
}
