import { as, fieldNode, fieldsOf, itemsOf, listOf, type Node, namesOf, textOf, typeOf } from '../sql/node.ts';

/** Columns that a statement gives a value twice, or makes twice: PostgreSQL refuses both. */
export function duplicateColumns(node: Node): readonly string[] {
  const fields = fieldsOf(node);
  switch (typeOf(node)) {
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

// A column may be given several of its parts, each once, and neither with the whole.
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

// Elements of an array are assigned one after another; only attributes of a row are compared.
function pathOf({ indirection, location }: Node): string {
  const parts = listOf(indirection);
  if (parts.length === 0) return '';
  return parts.some((part) => typeOf(part) === 'A_Indices')
    ? `element ${location}`
    : namesOf(parts).join('.');
}

function columnsOfQuery(query: unknown, aliases: readonly string[]): readonly string[] {
  let select = as(query, 'SelectStmt') ?? {};
  // The first branch of a UNION names its columns.
  while (select['larg']) select = fieldNode(select['larg']);
  const targets = listOf(select['targetList']).map((item) => as(item, 'ResTarget') ?? {});
  // What `*` stands for is not known here.
  const names = targets.map(
    (target, i) => aliases[i] ?? (textOf(target['name']) || inferredName(target['val'])),
  );
  return names.filter((name) => name !== '*');
}

/** `*` where it is not known, so that it equals nothing. */
function inferredName(value: unknown): string {
  const name = figured(value)?.name;
  return name ?? (NAMELESS.test(typeOf(value)) ? '?column?' : '*');
}

const NAMELESS = /^(?:A_Const|A_Expr|BoolExpr|BooleanTest|NullTest|ParamRef)$/;

/** What FigureColnameInternal() of parse_target.c finds. Weak is what gives way to the type of a cast around it. */
interface Figured {
  readonly name: string;
  readonly weak?: true;
}

type Figure = (fields: Node) => Figured | null;

const FIGURES: Readonly<Record<string, Figure>> = {
  A_ArrayExpr: () => ({ name: 'array' }),
  A_Expr: ({ kind }) => (kind === 'AEXPR_NULLIF' ? { name: 'nullif' } : null),
  A_Indirection: ({ indirection, arg }) => lastName(indirection) ?? figured(arg),
  CaseExpr: ({ defresult }) => unlessWeak(figured(defresult)) ?? { name: 'case', weak: true },
  CoalesceExpr: () => ({ name: 'coalesce' }),
  CollateClause: ({ arg }) => figured(arg),
  ColumnRef: ({ fields }) => (typeOf(listOf(fields).at(-1)) === 'A_Star' ? { name: '*' } : lastName(fields)),
  FuncCall: ({ funcname }) => lastName(funcname),
  GroupingFunc: () => ({ name: 'grouping' }),
  MinMaxExpr: ({ op }) => ({ name: op === 'IS_GREATEST' ? 'greatest' : 'least' }),
  RowExpr: () => ({ name: 'row' }),
  SQLValueFunction: ({ op }) => ({ name: textOf(op).replace('SVFOP_', '').replace(/_N$/, '').toLowerCase() }),
  SubLink: subLink,
  TypeCast: ({ arg, typeName }) => unlessWeak(figured(arg)) ?? castName(typeName),
};

const figured = (value: unknown): Figured | null => FIGURES[typeOf(value)]?.(fieldsOf(value)) ?? null;
const unlessWeak = (found: Figured | null): Figured | null => (found?.weak ? null : found);

function lastName(parts: unknown): Figured | null {
  const name = namesOf(parts).findLast((part) => part !== '');
  return name === undefined ? null : { name };
}

function castName(typeName: unknown): Figured | null {
  const found = lastName((as(typeName, 'TypeName') ?? fieldNode(typeName))['names']);
  return found && { ...found, weak: true };
}

function subLink({ subLinkType, subselect }: Node): Figured | null {
  if (subLinkType === 'EXISTS_SUBLINK') return { name: 'exists' };
  if (subLinkType === 'ARRAY_SUBLINK') return { name: 'array' };
  const [first] = itemsOf(as(subselect, 'SelectStmt')?.['targetList']);
  const target = as(first, 'ResTarget') ?? {};
  if (subLinkType !== 'EXPR_SUBLINK') return { name: '?column?' };
  return textOf(target['name']) ? { name: textOf(target['name']) } : figured(target['val']);
}
