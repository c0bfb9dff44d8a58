const NONE: ReadonlySet<string> = new Set();

/**
 * Rules switched off for a statement by a comment before it or on its lines: `-- wesley:ignore rule-id, other-id`.
 * `*` stands for all. squawk's comments are understood where its rule has the same name.
 */
export function ignoredRules(
  text: string,
  from: number,
  statement: { readonly start: number; readonly end: number },
): ReadonlySet<string> {
  if (!text.includes('ignore')) return NONE;
  const lineEnd = text.indexOf('\n', statement.end);
  const around = text.slice(from, lineEnd === -1 ? text.length : lineEnd);
  const ignored = new Set<string>();
  for (const [, list = ''] of around.matchAll(
    /(?:--|\/\*)\s*(?:wesley:ignore|squawk-ignore)(?!-)([^\n*]*)/g,
  )) {
    const ids = list.match(/[a-z][a-z-]+[a-z]/g) ?? [];
    for (const id of ids.length > 0 ? ids : ['*']) ignored.add(id);
  }
  for (const [, list = ''] of text.matchAll(/(?:--|\/\*)\s*(?:wesley:ignore|squawk-ignore)-file([^\n*]*)/g)) {
    for (const id of list.match(/[a-z][a-z-]+[a-z]/g) ?? ['*']) ignored.add(id);
  }
  return ignored;
}
