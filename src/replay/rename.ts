import { type Fields, fieldNode, namesOf, textOf } from '../sql/node.ts';
import {
  type Catalog,
  type Column,
  family,
  keyOf,
  lookup,
  nameOf,
  type Relation,
  rangeName,
  typeKey,
} from './catalog.ts';

/** ALTER … RENAME. */
export function replayRename(catalog: Catalog, statement: Fields<'RenameStmt'>): void {
  const to = textOf(statement['newname']);
  const type = textOf(statement['renameType']);
  if (type === 'OBJECT_SCHEMA') {
    renameSchema(catalog, textOf(statement['subname']), to);
    return;
  }
  if (type === 'OBJECT_TYPE' || type === 'OBJECT_DOMAIN') {
    renameType(catalog, namesOf(fieldNode(fieldNode(statement['object'])['List'])['items']), to);
    return;
  }
  if (!statement['relation']) return;
  const relation = lookup(catalog, rangeName(fieldNode(statement['relation'])));
  if (!relation) return;
  const from = textOf(statement['subname']);
  if (type === 'OBJECT_COLUMN' || type === 'OBJECT_ATTRIBUTE')
    for (const member of family(relation)) renameColumn(member, from, to);
  else if (type === 'OBJECT_TABCONSTRAINT') renameConstraint(catalog, relation, from, to);
  else if (type === 'OBJECT_TRIGGER') renameKey(relation.triggers, from, to);
  else if (type === 'OBJECT_POLICY') renameKey(relation.policies, from, to);
  else renameRelation(catalog, relation, to);
}

function renameRelation(catalog: Catalog, relation: Relation, to: string): void {
  catalog.relations.delete(keyOf(relation));
  relation.name = to;
  catalog.relations.set(keyOf(relation), relation);
}

function renameSchema(catalog: Catalog, from: string, to: string): void {
  for (const relation of [...catalog.relations.values()]) {
    if (relation.schema !== from) continue;
    catalog.relations.delete(keyOf(relation));
    relation.schema = to;
    catalog.relations.set(keyOf(relation), relation);
  }
}

function renameType(catalog: Catalog, parts: readonly string[], to: string): void {
  const key = typeKey(catalog, nameOf(parts));
  const type = key && catalog.types.get(key);
  if (!key || !type) return;
  const renamed = `${key.split('.')[0]}.${to}`;
  catalog.types.delete(key);
  catalog.types.set(renamed, type);
  for (const relation of catalog.relations.values())
    for (const column of relation.columns.values())
      if (column.type.name === key) column.type = { ...column.type, name: renamed };
}

function renameColumn(relation: Relation, from: string, to: string): void {
  const columns: Column[] = [...relation.columns.values()];
  relation.columns.clear();
  for (const column of columns) {
    if (column.name === from) column.name = to;
    relation.columns.set(column.name, column);
  }
  const swap = (names: readonly string[]) => names.map((name) => (name === from ? to : name));
  for (const constraint of relation.constraints.values()) constraint.columns = swap(constraint.columns);
  for (const { index } of relation.indexes) {
    if (!index) continue;
    index.columns = swap(index.columns);
    index.reads = swap(index.reads);
  }
  for (const other of relation.referencedBy)
    for (const { references } of other.constraints.values())
      if (references?.relation === relation) references.columns = swap(references.columns);
}

function renameConstraint(catalog: Catalog, relation: Relation, from: string, to: string): void {
  for (const member of family(relation)) {
    const constraint = member.constraints.get(from);
    if (!constraint) continue;
    member.constraints.delete(from);
    constraint.name = to;
    member.constraints.set(to, constraint);
    if (constraint.index && member === relation) renameRelation(catalog, constraint.index, to);
  }
}

function renameKey<Item extends { name: string }>(items: Map<string, Item>, from: string, to: string): void {
  const item = items.get(from);
  if (!item) return;
  items.delete(from);
  item.name = to;
  items.set(to, item);
}
