import { as, itemsOf, literalOf, namesOf } from '../sql/node.ts';

/** The texts that a variable may hold, by its name. */
export type Values = ReadonlyMap<string, readonly string[]>;

const MOST = 64;

/**
 * Every text that an expression can give, when it is made of literals, known variables, `||` and `format()`; `null`
 * when it depends on anything else.
 */
export function constantTexts(expression: unknown, values: Values): readonly string[] | null {
  const literal = as(expression, 'A_Const') ? literalOf(expression) : null;
  if (literal !== null) return [literal];
  const cast = as(expression, 'TypeCast');
  if (cast) return constantTexts(cast['arg'], values);
  const reference = namesOf(as(expression, 'ColumnRef')?.['fields']);
  if (reference.length === 1) return values.get(reference[0] ?? '') ?? null;
  const joined = as(expression, 'A_Expr');
  if (joined && namesOf(joined['name'])[0] === '||') {
    const parts = [joined['lexpr'], joined['rexpr']].map((part) => constantTexts(part, values));
    return combine(parts, ([left = '', right = '']) => left + right);
  }
  return called(expression, values);
}

function called(expression: unknown, values: Values): readonly string[] | null {
  const call = as(expression, 'FuncCall');
  const name = namesOf(call?.['funcname']).at(-1);
  const parts = itemsOf(call?.['args']).map((part) => constantTexts(part, values));
  if (name === 'quote_ident') return combine(parts, ([text = '']) => identifier(text));
  if (name === 'quote_literal') return combine(parts, ([text = '']) => literalText(text));
  return name === 'format' ? combine(parts, formatted) : null;
}

const identifier = (text: string): string => `"${text.replaceAll('"', '""')}"`;
const literalText = (text: string): string => `'${text.replaceAll("'", "''")}'`;

function formatted([pattern = '', ...rest]: readonly string[]): string {
  let at = 0;
  return pattern.replace(/%(?:(\d+)\$)?([sIL%])/g, (_, position: string | undefined, kind: string) => {
    if (kind === '%') return '%';
    const text = rest[position ? Number(position) - 1 : at++] ?? '';
    return kind === 'L' ? literalText(text) : kind === 'I' ? identifier(text) : text;
  });
}

function combine(
  parts: readonly (readonly string[] | null)[],
  join: (texts: readonly string[]) => string,
): readonly string[] | null {
  let rows: readonly (readonly string[])[] = [[]];
  for (const part of parts) {
    if (!part || rows.length * part.length > MOST) return null;
    rows = rows.flatMap((row) => part.map((text) => [...row, text]));
  }
  return rows.map(join);
}
