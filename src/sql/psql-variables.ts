import { quoteIdentifier, quoteLiteral } from './identifier.ts';

/** What psql's variables stand for, by name, without the colon. */
export type Variables = ReadonlyMap<string, string>;

// `:name`, `:"name"`, `:'name'`, after a cast too (`:::name`), but no `::type` and no `a[1:n]`.
const VARIABLE = /(?<![\w\]]|(?<!:):)(:)(?:([A-Za-z_]\w*)|"([A-Za-z_]\w*)"|'([A-Za-z_]\w*)')/g;
const SET = /^\\set\s+([A-Za-z_]\w*)\s+(.+)$/;

/** What `\set name value` gives: words are joined, and their quotes are psql's. */
export const setByCommands = (commands: readonly string[]): Variables =>
  new Map(
    commands.flatMap((command) => {
      const [, name, value] = SET.exec(command) ?? [];
      return name === undefined || value === undefined
        ? []
        : [
            [
              name,
              value.replace(/'((?:[^']|'')*)'|\s+/g, (_, quoted = '') => quoted.replaceAll("''", "'")),
            ] as const,
          ];
    }),
  );

/** The variables that a statement needs, in order. It must be one that only parses with names in their place. */
export const variablesOf = (sql: string): readonly string[] => [
  ...new Set([...sql.matchAll(VARIABLE)].flatMap(([, , plain, name, value]) => plain ?? name ?? value ?? [])),
];

/**
 * A statement with values in place of variables, in bodies of functions too: whoever uses psql's variables without psql
 * replaces text. What is not known stays.
 */
export const withValues = (sql: string, variables: Variables): string =>
  variables.size === 0
    ? sql
    : sql.replace(VARIABLE, (whole, _, plain, name, value) => {
        const found = variables.get(plain ?? name ?? value);
        if (found === undefined) return whole;
        if (value !== undefined) return quoteLiteral(found);
        return name === undefined ? found : quoteIdentifier(found);
      });
