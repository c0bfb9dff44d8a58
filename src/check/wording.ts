import {
  type Catalog,
  isSystem,
  keyOf,
  lookup,
  type Name,
  nameOf,
  rangeName,
  type TypeRef,
  typeRef,
} from '../replay/catalog.ts';
import { isSerial } from '../replay/serial.ts';
import {
  as,
  fieldNode,
  fieldsOf,
  itemsOf,
  listOf,
  type Node,
  namesOf,
  type Tree,
  textOf,
  typed,
  typeOf,
  walk,
} from '../sql/node.ts';
import { duplicateColumns } from './duplicates.ts';
import { failsAgain } from './rerun.ts';

/** A column that a statement adds or whose type it changes, as it is written. */
export interface DeclaredColumn {
  readonly name: string;
  /** `int4`, `varchar`, `serial`; a user's type with its schema. */
  readonly type: string;
  readonly modifiers: readonly string[];
  readonly array: boolean;
  readonly primaryKey: boolean;
  readonly notNull: boolean;
  readonly isNew: boolean;
}

/** What only a few rules ask about a statement's text. Computed when they ask. */
export interface Wording {
  columns(): readonly DeclaredColumn[];
  /** Columns that get a value twice, or are created twice. */
  duplicates(): readonly string[];
  /** Relations that a definition names without a schema. */
  unqualified(): readonly string[];
  /** Names that it creates and that have to be quoted wherever they are used. */
  quotedNames(): readonly string[];
  /** Whether running the statement a second time, after it succeeded, fails or does its work twice. */
  failsAgain(): boolean;
  /** Whether the statement names the relation. */
  names(relation: string): boolean;
}

export const wordingOf = (node: Tree, catalog: Catalog): Wording => ({
  columns: () => declaredColumns(node, catalog),
  duplicates: () => duplicateColumns(node),
  unqualified: () => unqualifiedNames(node),
  quotedNames: () => quotedNames(node),
  failsAgain: () => failsAgain(node),
  names: (relation) => namedRelations(node, catalog).has(relation),
});

const DEFINITIONS =
  /^(?:Alter(?:Table|Seq|ObjectSchema)|Create(?:Stmt|Seq|TableAs|Trig|ForeignTable)|Index|Rename|View|Truncate)/;

function declaredColumns(node: Tree, catalog: Catalog): readonly DeclaredColumn[] {
  const [type, fields] = typed(node);
  if (type === 'CreateStmt') return columnsOf(listOf(fields['tableElts']), catalog);
  if (type === 'CreateForeignTableStmt')
    return columnsOf(listOf(fieldNode(fields['base'])['tableElts']), catalog);
  if (type !== 'AlterTableStmt') return [];
  return listOf(fields['cmds']).flatMap((item) => {
    const command = as(item, 'AlterTableCmd') ?? {};
    if (command['subtype'] === 'AT_AddColumn') return columnsOf([command['def']], catalog);
    if (command['subtype'] !== 'AT_AlterColumnType') return [];
    const to = typeRef(catalog, as(command['def'], 'ColumnDef')?.['typeName']);
    return [declared(textOf(command['name']), to, [], false)];
  });
}

function columnsOf(elements: readonly unknown[], catalog: Catalog): readonly DeclaredColumn[] {
  const keys = elements
    .map((item) => as(item, 'Constraint') ?? {})
    .filter(({ contype }) => contype === 'CONSTR_PRIMARY')
    .flatMap(({ keys: names }) => namesOf(names));
  return elements.flatMap((item) => {
    const column = as(item, 'ColumnDef');
    if (!column) return [];
    const name = textOf(column['colname']);
    const constraints = listOf(column['constraints']).map((one) =>
      textOf(as(one, 'Constraint')?.['contype']).replace('CONSTR_', ''),
    );
    if (keys.includes(name)) constraints.push('PRIMARY');
    return [declared(name, typeRef(catalog, column['typeName']), constraints, true)];
  });
}

function declared(
  name: string,
  { name: type, modifiers, array }: TypeRef,
  constraints: readonly string[],
  isNew: boolean,
): DeclaredColumn {
  const primaryKey = constraints.includes('PRIMARY');
  const notNull = primaryKey || constraints.some((one) => one === 'NOTNULL' || one === 'IDENTITY');
  return { name, type, modifiers, array, primaryKey, notNull: notNull || isSerial(type), isNew };
}

function unqualifiedNames(node: Tree): readonly string[] {
  const drop = as(node, 'DropStmt');
  if (drop) {
    if (!/TABLE|VIEW|INDEX|SEQUENCE/.test(textOf(drop.removeType))) return [];
    return listOf(drop.objects).flatMap((item) => {
      const parts = namesOf(itemsOf(item));
      return parts.length === 1 ? parts : [];
    });
  }
  if (!DEFINITIONS.test(typeOf(node))) return [];
  const fields = fieldsOf(node);
  const names = new Set<string>();
  for (const variable of [
    fields['relation'],
    fields['sequence'],
    fields['view'],
    intoOf(fields),
    baseOf(fields),
  ]) {
    const range = fieldNode(variable);
    if (textOf(range['relname']) !== '' && !range['schemaname'] && range['relpersistence'] !== 't')
      names.add(textOf(range['relname']));
  }
  for (const item of listOf(fields['relations'])) {
    const range = as(item, 'RangeVar') ?? {};
    if (!range['schemaname']) names.add(textOf(range['relname']));
  }
  return [...names];
}

const intoOf = (fields: Node): unknown => fieldNode(fields['into'])['rel'];
const baseOf = (fields: Node): unknown => fieldNode(fields['base'])['relation'];

function quotedNames(node: Tree): readonly string[] {
  const fields = fieldsOf(node);
  const made = [
    fields['newname'],
    fields['idxname'],
    fields['trigname'],
    ...(/^Create|^View/.test(typeOf(node))
      ? [fieldNode(fields['relation'])['relname'], fieldNode(fields['view'])['relname']]
      : []),
  ].map(textOf);
  walk([fields['tableElts'], fields['cmds']], (type, fields) => {
    if (type === 'ColumnDef') made.push(textOf(fields.colname));
    if (type === 'Constraint') made.push(textOf(fields.conname));
    return type !== 'A_Expr';
  });
  return [...new Set(made)].filter((name) => name !== '' && !/^[a-z_][a-z0-9_$]*$/.test(name));
}

function namedRelations(node: Tree, catalog: Catalog): ReadonlySet<string> {
  const names = new Set<string>();
  const add = (name: Name): void => {
    const schema = name.schema ?? lookup(catalog, name)?.schema ?? catalog.searchPath[0] ?? 'public';
    names.add(keyOf({ ...name, schema }));
  };
  walk([node], (type, fields) => {
    if (type === 'RangeVar' && !isSystem(rangeName(fields))) add(rangeName(fields));
    if (type === 'List') {
      const parts = namesOf(listOf(fields['items']));
      add(nameOf(parts));
      // In DROP TRIGGER and its like the table's name comes before the last part.
      add(nameOf(parts.slice(0, -1)));
    }
    return true;
  });
  return names;
}
