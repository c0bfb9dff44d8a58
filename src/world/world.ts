import type { Engine } from './engine.ts';
import type { Files } from './files.ts';
import type { GitFacts, HooksPlace, ReadInput, StagedFile } from './git.ts';
import type { GuardedFiles } from './guarded-files.ts';
import type { ImportedModule } from './module.ts';
import type { Purpose } from './passphrase.ts';
import type { Log, OutputForm } from './terminal.ts';
import type { Watch, Watched } from './watch.ts';

/** Everything a command may reach outside itself. `shell/world.ts` makes the real one; tests pass plain objects. */
export interface World {
  /** Absolute. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly files: Files;
  /** For keys, certificates, trust stores and certified files, where a link or a FIFO is an attack. */
  readonly guarded: GuardedFiles;
  /** From the environment or the terminal. @throws {Failure} `key-unreadable` at once where there is neither. */
  passphrase(purpose: Purpose): Promise<string>;
  /** The signature another program makes over `message`. @throws {Failure} `key-unreadable` */
  signExternally(argv: readonly string[], message: Uint8Array): Promise<Uint8Array>;
  /** Facts of the work tree around `cwd`. @param inputs What was read, which must be in the commit as it was. @throws {Failure} `git-failed`. */
  git(inputs?: readonly ReadInput[]): Promise<GitFacts>;
  /** The root of the work tree around a folder, else around `cwd`, links resolved; `null` outside one. */
  workTree(folder?: string): string | null;
  /** Runs a module of the user's. @param file Absolute. @throws {Error} what the module throws. */
  importModule(file: string): Promise<ImportedModule>;
  readonly clock: {
    /** Unix time in whole milliseconds. */
    nowMs(): number;
    /** Fractional milliseconds since some moment, for differences. */
    elapsedMs(): number;
    sleep(ms: number): Promise<void>;
  };
  readonly random: (bytes: number) => Uint8Array;
  readonly log: Log;
  /** Result on stdout. Text that a terminal would obey is made visible, unless `form` says otherwise. */
  out(text: string, form?: OutputForm): void;
  /** Whether stdout takes ANSI colours. */
  readonly color: boolean;
  /** Whether stdout is a terminal. */
  readonly isTerminal: boolean;
  /** Waits for changes from now on. */
  watch(watched: Watched): Promise<Watch>;
  /** Text of standard input, or `null` when it is a terminal or closed. */
  readonly stdin: () => Promise<string | null>;
  /**
   * Starts the SQL parser, once. Comes before anything that parses SQL.
   *
   * @param bytesOfSql How much there is to parse, where that is known. The process may be replaced by one that is faster
   *   at it and begins anew, so nothing may have been written yet.
   */
  loadSqlParser(bytesOfSql?: number): Promise<void>;
  /**
   * Starts compiling what `openScratch` needs, on another thread. Only for commands that are sure to call
   * `openScratch`.
   */
  expectScratch(): void;
  /**
   * An embedded Postgres that vanishes with its handle. `pgtap`: with pgTAP's functions in it. `tables`: how many one
   * transaction may have to make, where they are more than a hundred.
   */
  openScratch(options: { readonly pgtap: boolean; readonly tables?: number }): Promise<Engine>;
  /** A database of its own on a real server, with pgTAP and these roles, dropped with its handle. `url` names any database there. */
  openShadow(url: string, roles: readonly string[]): Promise<Engine>;
  /** `postgres://…` or `pglite:<folder>`, which with `make` is made if missing. @throws {Failure} `database-unreachable`, `database-busy`. */
  openDatabase(url: string, options?: { readonly make?: boolean }): Promise<Engine>;
  /** Text of a file as it stands in a git revision. @throws {Failure} `git-without-file`, `git-failed`. */
  fileAtRevision(revision: string, path: string): Promise<string>;
  /** Files with this ending as they are staged in git. @throws {Failure} `git-failed` outside a work tree. */
  stagedFiles(ending: string): Promise<readonly StagedFile[]>;
  /** Where the hooks of the repository around `cwd` are. @throws {Failure} `git-failed` outside a work tree. */
  hooks(): Promise<HooksPlace>;
  readonly version: { readonly version: string; readonly commit: string };
}
