import { figuredName } from '../replay/figured-name.ts';
import {
  as,
  type Fields,
  fieldNode,
  listOf,
  namesOf,
  type Tree,
  textOf,
  typed,
  typeOf,
} from '../sql/node.ts';

/** Columns that a statement gives a value twice, or creates twice. PostgreSQL refuses both. */
export function duplicateColumns(node: Tree): readonly string[] {
  const [type, fields] = typed(node);
  switch (type) {
    case 'InsertStmt':
      return [
        ...assignedTwice(listOf(fields['cols'])),
        ...assignedTwice(listOf(fieldNode(fields['onConflictClause'])['targetList'])),
      ];
    case 'UpdateStmt':
      return assignedTwice(listOf(fields['targetList']));
    case 'MergeStmt':
      return listOf(fields['mergeWhenClauses']).flatMap((item) =>
        assignedTwice(listOf(as(item, 'MergeWhenClause')?.['targetList'])),
      );
    case 'CreateStmt':
      return twice(columnNames(listOf(fields['tableElts'])));
    case 'CreateTableAsStmt':
      return twice(columnsOfQuery(fields['query'], namesOf(fieldNode(fields['into'])['colNames'])));
    case 'ViewStmt':
      return twice(columnsOfQuery(fields['query'], namesOf(fields['aliases'])));
    case 'CopyStmt':
      return twice(namesOf(fields['attlist']));
    default:
      return [];
  }
}

const twice = (names: readonly string[]): readonly string[] => [
  ...new Set(names.filter((name, i) => names.indexOf(name) < i)),
];

const columnNames = (elements: readonly unknown[]): readonly string[] =>
  elements.flatMap((item) => {
    const column = as(item, 'ColumnDef');
    return column ? [textOf(column['colname'])] : [];
  });

// `SET a.x = …, a.y = …` may assign several parts of a column, each of them once, and no part together with the
// whole.
function assignedTwice(targets: readonly unknown[]): readonly string[] {
  const paths = targets.map((item) => {
    const target = as(item, 'ResTarget') ?? {};
    return { name: textOf(target['name']), path: pathOf(target) };
  });
  const clashing = paths.filter(({ name, path }, i) =>
    paths.slice(0, i).some((other) => other.name === name && (other.path === path || !path || !other.path)),
  );
  return [...new Set(clashing.map(({ name }) => name))];
}

// Elements of an array may be assigned one after another, so each gets a path of its own. Only attributes of a row
// are compared.
function pathOf({ indirection, location }: Fields<'ResTarget'>): string {
  const parts = listOf(indirection);
  if (parts.length === 0) return '';
  return parts.some((part) => typeOf(part) === 'A_Indices')
    ? `element ${location}`
    : namesOf(parts).join('.');
}

function columnsOfQuery(query: unknown, aliases: readonly string[]): readonly string[] {
  let select = as(query, 'SelectStmt') ?? {};
  // The first branch of a UNION gives its columns their names.
  while (select['larg']) select = fieldNode(select['larg']);
  const targets = listOf(select['targetList']).map((item) => as(item, 'ResTarget') ?? {});
  // The columns behind `*` are not known here.
  const names = targets.map(
    (target, i) => aliases[i] ?? (textOf(target['name']) || inferredName(target['val'])),
  );
  return names.filter((name) => name !== '*');
}

/** The name of a result column; `*` when it isn't known, which is never compared. */
function inferredName(value: unknown): string {
  return figuredName(value) ?? (NAMELESS.test(typeOf(value)) ? '?column?' : '*');
}

const NAMELESS = /^(?:A_Const|A_Expr|BoolExpr|BooleanTest|NullTest|ParamRef)$/;
