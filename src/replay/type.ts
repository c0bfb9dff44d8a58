import { as, type Fields, fieldNode, listOf, namesOf, textOf } from '../sql/node.ts';
import { type Catalog, creationSchema, nameOf, rangeName, typeRef } from './catalog.ts';
import { replayCreateTable } from './create.ts';

/** Adds a type to the catalog under its name. */
export function addType(
  catalog: Catalog,
  parts: readonly string[],
  type: Parameters<Catalog['types']['set']>[1],
): void {
  const { schema, name } = nameOf(parts);
  catalog.types.set(`${schema ?? creationSchema(catalog)}.${name}`, type);
}

export function createDomain(catalog: Catalog, statement: Fields<'CreateDomainStmt'>): void {
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

export function alterDomain(catalog: Catalog, statement: Fields<'AlterDomainStmt'>): void {
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

/** CREATE TYPE … AS (…). */
export function compositeType(catalog: Catalog, statement: Fields<'CompositeTypeStmt'>): void {
  const name = rangeName(fieldNode(statement['typevar']));
  addType(catalog, name.schema ? [name.schema, name.name] : [name.name], { kind: 'composite' });
  replayCreateTable(
    catalog,
    { relation: fieldNode(statement['typevar']), tableElts: listOf(statement['coldeflist']) },
    'composite type',
  );
}
