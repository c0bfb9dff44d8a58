const PART = String.raw`[A-Za-z_][\w$]*|"(?:[^"]|"")+"`;
const SHAPE = new RegExp(`^(?:(${PART})\\.)?(${PART})$`);

// Without quotes a name is written in any case and means lower case.
const unquoted = (part: string): string =>
  part.startsWith('"') ? part.slice(1, -1).replaceAll('""', '"') : part.toLowerCase();

/** Schema and name of `auth.users`, `"Users"` (in `public`), as SQL would read them; `null` when it is no such name. */
export function qualifiedName(written: string): readonly [schema: string, name: string] | null {
  const match = SHAPE.exec(written.trim());
  const name = match?.[2];
  return name === undefined ? null : [unquoted(match?.[1] ?? 'public'), unquoted(name)];
}
