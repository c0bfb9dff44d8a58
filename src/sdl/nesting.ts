const MAX_DEPTH = 100;

/**
 * Where brackets are nested more deeply than any schema needs, as an index into `text`; else `null`. graphql-js
 * parses by recursion and could overflow the stack, so this is checked first. Strings and comments are skipped.
 */
export function tooDeep(text: string): number | null {
  let depth = 0;
  for (const match of text.matchAll(
    /"""(?:\\"""|[\s\S])*?(?:"""|$)|"(?:\\.|[^"\\\n\r])*"?|#[^\n\r]*|[[{(]|[\]})]/g,
  )) {
    const first = match[0][0];
    if (first === '[' || first === '{' || first === '(') {
      if (++depth > MAX_DEPTH) return match.index;
    } else if (first === ']' || first === '}' || first === ')') depth--;
  }
  return null;
}
