import { as, type Fields, itemsOf, listOf, namesOf, textOf } from '../sql/node.ts';
import {
  type Catalog,
  creationSchema,
  foreignKeys,
  keyOf,
  lookup,
  nameOf,
  ownedSequences,
  type Relation,
  typeKey,
} from './catalog.ts';
import { keysInto, viewsOver } from './dependents.ts';

/** DROP of what the catalog holds. */
export function replayDrop(catalog: Catalog, statement: Fields<'DropStmt'>): void {
  const type = textOf(statement['removeType']);
  const names = listOf(statement['objects']).map((item) =>
    namesOf(as(item, 'TypeName')?.['names'] ?? as(item, 'ObjectWithArgs')?.['objname'] ?? itemsOf(item)),
  );
  for (const parts of names) dropOne(catalog, type, parts);
  if (type === 'OBJECT_SCHEMA')
    for (const item of listOf(statement['objects'])) dropSchema(catalog, namesOf([item])[0] ?? '');
}

function dropOne(catalog: Catalog, type: string, parts: readonly string[]): void {
  if (/^OBJECT_(?:TABLE|VIEW|MATVIEW|INDEX|SEQUENCE|FOREIGN_TABLE)$/.test(type)) {
    const relation = lookup(catalog, nameOf(parts));
    if (relation) removeRelation(catalog, relation);
  }
  if (/^OBJECT_(?:TYPE|DOMAIN)$/.test(type)) dropType(catalog, parts);
  if (/^OBJECT_(?:FUNCTION|PROCEDURE|ROUTINE)$/.test(type)) {
    const { schema, name } = nameOf(parts);
    catalog.routines.delete(`${schema ?? creationSchema(catalog)}.${name}`);
  }
  if (/^OBJECT_(?:TRIGGER|POLICY|RULE)$/.test(type)) {
    const relation = lookup(catalog, nameOf(parts.slice(0, -1)));
    const name = parts.at(-1) ?? '';
    for (const kept of [relation?.triggers, relation?.policies, relation?.rules]) kept?.delete(name);
  }
}

function dropType(catalog: Catalog, parts: readonly string[]): void {
  const key = typeKey(catalog, nameOf(parts));
  if (!key) return;
  catalog.types.delete(key);
  for (const relation of catalog.relations.values())
    for (const column of relation.columns.values())
      if (column.type.name === key) relation.columns.delete(column.name);
}

function dropSchema(catalog: Catalog, schema: string): void {
  for (const relation of [...catalog.relations.values()])
    if (relation.schema === schema) removeRelation(catalog, relation);
  for (const kept of [catalog.types, catalog.routines])
    for (const key of [...kept.keys()]) if (key.startsWith(`${schema}.`)) kept.delete(key);
}

/** Takes a relation out of the catalog, with everything that cannot exist without it. */
export function removeRelation(catalog: Catalog, relation: Relation): void {
  if (!catalog.relations.delete(keyOf(relation))) return;
  for (const other of keysInto(relation)) dropKeysInto(other, relation);
  for (const { references } of foreignKeys(relation)) references?.relation.referencedBy.delete(relation);
  for (const below of relation.reads.keys()) below.readers.delete(relation);
  for (const parent of relation.parents) parent.children.delete(relation);
  relation.index?.table.indexes.delete(relation);
  const along = [
    ...relation.indexes,
    ...ownedSequences(catalog, relation),
    ...relation.children,
    ...viewsOver(relation, null),
  ];
  for (const other of along) removeRelation(catalog, other);
}

/** Takes a column out, with the indexes, constraints and views that need it. */
export function removeColumn(catalog: Catalog, relation: Relation, name: string): void {
  const indexes = [...relation.indexes].filter(
    ({ index }) => index?.columns.includes(name) || index?.reads.includes(name),
  );
  const sequences = ownedSequences(catalog, relation).filter(({ ownedBy }) => ownedBy?.column === name);
  for (const other of [...viewsOver(relation, name), ...indexes, ...sequences])
    removeRelation(catalog, other);
  relation.columns.delete(name);
  for (const constraint of [...relation.constraints.values()])
    if (constraint.columns.includes(name)) relation.constraints.delete(constraint.name);
  for (const other of keysInto(relation, name)) dropKeysInto(other, relation);
}

function dropKeysInto(other: Relation, relation: Relation): void {
  for (const key of foreignKeys(other))
    if (key.references?.relation === relation) other.constraints.delete(key.name);
}
