import { type Catalog, type IndexInfo, keyOf, newRelation, type Relation } from './catalog.ts';
import { chosenName, indexColumnNames, isTakenIn } from './chosen-name.ts';

/** @param name `null` lets the name be chosen as PostgreSQL chooses it. */
export function addIndex(catalog: Catalog, table: Relation, name: string | null, info: IndexInfo): Relation {
  const free =
    name ?? chosenName(table.name, indexColumnNames(info), 'idx', isTakenIn(catalog, table.schema));
  const index = newRelation(table.schema, free, 'index', { index: info, temporary: table.temporary });
  catalog.relations.set(keyOf(index), index);
  table.indexes.add(index);
  return index;
}
