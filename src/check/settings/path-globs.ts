/** Whether every bracket and brace of a glob is closed: one that is not matches nothing but itself. */
export function isGlob(glob: string): boolean {
  const rest = glob.replace(/\\./gs, '').replace(/\[[!^]?\]?[^\]]*\]/g, '');
  if (/[[\\]/.test(rest)) return false;
  let depth = 0;
  for (const char of rest) {
    if (char === '{') depth++;
    if (char === '}') depth--;
  }
  return depth <= 0;
}

/** Tells the paths that a glob names, and what lies below a folder that it names; `!` before it, all others. */
export function pathMatcher(glob: string): (path: string) => boolean {
  const isNegated = glob.startsWith('!');
  const named = glob
    .slice(isNegated ? 1 : 0)
    .replace(/^(?:\.\/+)+/, '')
    .replace(/\/+$/, '');
  const globs = named === '' || named === '.' ? ['**'] : [named, `${named}/**`];
  const all = globs.map((one) => new Bun.Glob(one));
  return (path) => isNegated !== all.some((one) => one.match(path));
}
