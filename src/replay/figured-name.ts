import {
  as,
  type ByName,
  entryOf,
  type Fields,
  fieldNode,
  fieldsOf,
  itemsOf,
  listOf,
  namesOf,
  textOf,
  typeOf,
} from '../sql/node.ts';

/**
 * A column name as FigureColnameInternal() of parse_target.c finds it. `weak` is its strength 1: the name of a type
 * or `case`, used only where nothing better is found.
 */
interface Figured {
  readonly name: string;
  readonly weak?: true;
}

const FIGURES: ByName<[], Figured | null> = {
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

/** The column name that PostgreSQL gives to an expression; `null` when it finds none (`?column?`). */
export const figuredName = (value: unknown): string | null => figured(value)?.name ?? null;

const figured = (value: unknown): Figured | null =>
  entryOf(FIGURES, typeOf(value))?.(fieldsOf(value)) ?? null;
const unlessWeak = (found: Figured | null): Figured | null => (found?.weak ? null : found);

function lastName(parts: unknown): Figured | null {
  const name = namesOf(parts).findLast((part) => part !== '');
  return name === undefined ? null : { name };
}

function castName(typeName: unknown): Figured | null {
  const found = lastName((as(typeName, 'TypeName') ?? fieldNode(typeName))['names']);
  return found && { ...found, weak: true };
}

function subLink({ subLinkType, subselect }: Fields<'SubLink'>): Figured | null {
  if (subLinkType === 'EXISTS_SUBLINK') return { name: 'exists' };
  if (subLinkType === 'ARRAY_SUBLINK') return { name: 'array' };
  const [first] = itemsOf(as(subselect, 'SelectStmt')?.['targetList']);
  const target = as(first, 'ResTarget') ?? {};
  if (subLinkType !== 'EXPR_SUBLINK') return { name: '?column?' };
  return textOf(target['name']) ? { name: textOf(target['name']) } : figured(target['val']);
}
