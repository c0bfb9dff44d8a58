import { as, type Fields, listOf, namesOf, textOf } from '../sql/node.ts';
import { type Catalog, type Constraint, lookup, type Relation } from './catalog.ts';
import { defaultName } from './default-name.ts';
import { columnsIn } from './references.ts';

type ConstraintType = NonNullable<Fields<'Constraint'>['contype']> | '';

const KINDS: { readonly [Type in ConstraintType]?: Constraint['kind'] } = {
  CONSTR_CHECK: 'check',
  CONSTR_FOREIGN: 'foreign key',
  CONSTR_PRIMARY: 'primary key',
  CONSTR_UNIQUE: 'unique',
  CONSTR_EXCLUSION: 'exclude',
  CONSTR_NOTNULL: 'not null',
};

/** The kind of a raw Constraint, or `null` for defaults, identity and generated columns. */
export const kindOf = (definition: Fields<'Constraint'>): Constraint['kind'] | null =>
  KINDS[textOf(definition['contype'])] ?? null;

const ATTRIBUTES: { readonly [Type in ConstraintType]?: Fields<'Constraint'> } = {
  CONSTR_ATTR_DEFERRABLE: { deferrable: true },
  CONSTR_ATTR_DEFERRED: { deferrable: true, initdeferred: true },
  CONSTR_ATTR_NOT_ENFORCED: { is_enforced: false, skip_validation: true },
};

/**
 * The constraints of a column definition. The parser gives DEFERRABLE and the like as items of their own; here each
 * is joined to the constraint before it.
 */
export function columnConstraints(definition: Fields<'ColumnDef'>): readonly Fields<'Constraint'>[] {
  const found: Fields<'Constraint'>[] = [];
  for (const item of listOf(definition['constraints'])) {
    const part = as(item, 'Constraint') ?? {};
    const type = textOf(part['contype']);
    if (type.startsWith('CONSTR_ATTR_')) found.push({ ...found.pop(), ...ATTRIBUTES[type] });
    else found.push(part);
  }
  return found;
}

/**
 * A constraint as the catalog holds it, named as PostgreSQL would if it has no name.
 *
 * @param other The referenced table of a foreign key.
 * @param column The column a column constraint stands at.
 */
export function constraintFrom(
  catalog: Catalog,
  relation: Relation,
  definition: Fields<'Constraint'>,
  other: Relation | null,
  column: string | null = null,
): Constraint {
  const kind = kindOf(definition) ?? 'check';
  const columns = columnsOf(definition, kind, column, catalog, relation);
  return {
    name:
      textOf(definition['conname']) ||
      defaultName(catalog, relation, kind, [...columns, ...namesOf(definition['including'])]),
    kind,
    columns,
    expression: definition['raw_expr'] ?? null,
    valid: definition['skip_validation'] !== true,
    enforced:
      definition['is_enforced'] === true || kind === 'primary key' || kind === 'unique' || kind === 'exclude',
    index: null,
    references: other ? { relation: other, columns: referencedColumns(definition, other) } : null,
    onDelete: textOf(definition['fk_del_action']) || 'a',
    onUpdate: textOf(definition['fk_upd_action']) || 'a',
    noInherit:
      definition['is_no_inherit'] === true ||
      (kind === 'foreign key' && relation.kind !== 'partitioned table'),
    inherited: false,
    deferred: definition['initdeferred'] === true,
  };
}

function columnsOf(
  definition: Fields<'Constraint'>,
  kind: Constraint['kind'],
  column: string | null,
  catalog: Catalog,
  relation: Relation,
): readonly string[] {
  if (kind === 'check') return [...columnsIn(definition['raw_expr'])];
  const index = lookup(catalog, { schema: relation.schema, name: textOf(definition['indexname']) });
  if (index?.index) return index.index.columns.slice(0, index.index.keys);
  if (kind === 'exclude')
    return listOf(definition['exclusions']).map((item) => {
      const [element] = listOf(as(item, 'List')?.['items']);
      return textOf(as(element, 'IndexElem')?.['name']);
    });
  const named = namesOf(definition[kind === 'foreign key' ? 'fk_attrs' : 'keys']);
  return named.length > 0 || column === null ? named : [column];
}

// A foreign key without a list of referenced columns refers to the primary key.
export function referencedColumns(definition: Fields<'Constraint'>, other: Relation): readonly string[] {
  const named = namesOf(definition['pk_attrs']);
  if (named.length > 0) return named;
  return [...other.constraints.values()].find(({ kind }) => kind === 'primary key')?.columns ?? [];
}
