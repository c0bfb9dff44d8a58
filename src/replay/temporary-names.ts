import type { Catalog } from './catalog.ts';

const MAKES_TEMPORARY =
  /\b(?:create\s+(?:(?:local|global)\s+)?|into\s+)temp(?:orary)?\s+(?:table\s+)?(?:if\s+not\s+exists\s+)?(?:"([^"]+)"|([a-z_]\w*))/gi;

/** Remembers the names of temporary tables that a script will create. */
export function noteTemporaryNames({ temporaryNames }: Catalog, sql: string): void {
  for (const [, quoted, plain = ''] of sql.matchAll(MAKES_TEMPORARY))
    temporaryNames.add(quoted ?? plain.toLowerCase());
}
