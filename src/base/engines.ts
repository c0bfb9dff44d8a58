interface EngineRow {
  /** Matches the beginning of the URL of such a database. */
  readonly scheme: RegExp;
  /** Its database is a folder: it needs no server and no password, and copying the folder copies the database. */
  readonly embedded: boolean;
  /** What its URLs look like, for help and messages; `folder` is the word that stands for the folder's path. */
  readonly form: (folder: string) => string;
}

/** What a database can run on, by the name that rehearsals and certificates give it. `shell/postgres/engines.ts` opens them. */
export const ENGINES = {
  pglite: { scheme: /^pglite:/, embedded: true, form: (folder) => `pglite:${folder}` },
  postgres: { scheme: /^postgres(?:ql)?:/, embedded: false, form: () => 'postgres://…' },
} as const satisfies Readonly<Record<string, EngineRow>>;

export type EngineName = keyof typeof ENGINES;

export const ENGINE_NAMES = Object.keys(ENGINES) as readonly EngineName[];

/** The engine that a URL is for by its scheme, `null` for any other text. */
export const engineOf = (url: string): EngineName | null =>
  ENGINE_NAMES.find((name) => ENGINES[name].scheme.test(url)) ?? null;

export const isEmbedded = (url: string): boolean => {
  const engine = engineOf(url);
  return engine !== null && ENGINES[engine].embedded;
};

/** Whether a text is the URL of a server. `postgres:shop` is none: it has the scheme, but no `//` and no host. */
export const namesServer = (url: string): boolean =>
  engineOf(url) !== null && !isEmbedded(url) && /^[^:]*:\/\//.test(url);

/** The form of URL that each engine takes, servers first. */
export const urlForms = (
  folder: string,
  engines: readonly EngineRow[] = Object.values(ENGINES),
): readonly string[] =>
  [...serversIn(engines), ...engines.filter((engine) => engine.embedded)].map(({ form }) => form(folder));

const serversIn = (engines: readonly EngineRow[]): readonly EngineRow[] =>
  engines.filter((engine) => !engine.embedded);

/** The forms of URL of servers, where databases can be made. */
export const serverForms = (): readonly string[] =>
  serversIn(Object.values(ENGINES)).map(({ form }) => form(''));

/** `a`, `a or b`, `a, b or c`. */
export const listed = (names: readonly string[]): string =>
  [names.slice(0, -1).join(', '), ...names.slice(-1)].filter((part) => part !== '').join(' or ');
