import { type Catalog, keyOf, type Relation } from '../../replay/catalog.ts';

/** The content of a catalog as text. Equal schemas give equal texts. */
export const schemaOf = (catalog: Catalog): string =>
  [...catalog.relations.values()]
    .filter(({ assumed }) => !assumed)
    .map(described)
    .sort()
    .join('\n');

function described(relation: Relation): string {
  const columns = [...relation.columns.values()].map(({ name, type, notNull, generated, identity }) =>
    [name, type.name, type.modifiers.join(), type.array, notNull, generated !== null, identity].join(' '),
  );
  // A valid NOT NULL constraint is left out: the column itself says that it is NOT NULL.
  const told = [...relation.constraints.values()].filter(({ kind, valid }) => kind !== 'not null' || !valid);
  const constraints = told.map(({ name, kind, columns: own, valid, enforced, references }) =>
    [name, kind, own.join(), valid, enforced, references && keyOf(references.relation)].join(' '),
  );
  const { index } = relation;
  return [
    `${keyOf(relation)} ${relation.kind}`,
    index &&
      `${keyOf(index.table)} ${index.columns.slice(0, index.keys).join()} ${index.unique} ${index.predicate} ${index.valid}`,
    columns.sort().join(','),
    constraints.sort().join(','),
    [...relation.parents].map(keyOf).sort().join(),
  ].join(' | ');
}
