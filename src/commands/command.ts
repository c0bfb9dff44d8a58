import type { GitFacts } from '../shell/git.ts';
import type { HooksPlace } from '../shell/git-hooks.ts';
import type { StagedFile } from '../shell/git-show.ts';
import type { GuardedFiles } from '../shell/guarded-files.ts';
import type { ImportedModule } from '../shell/module-import.ts';
import type { Purpose } from '../shell/passphrase.ts';
import type { Watch, Watched } from '../shell/watch.ts';
import type { ReadInput } from '../shell/work-tree.ts';
import type { Engine } from '../sql/engine.ts';
import type { ExitCode } from './exit.ts';

/** One flag of a command, as citty describes it. */
export interface Flag {
  readonly type: 'string' | 'boolean';
  readonly description: string;
  /** What stands for the value in the usage: `FILE`. */
  readonly valueHint?: string;
  readonly default?: string | boolean;
  readonly required?: boolean;
  /** May be given several times; `Input.all` has every value. */
  readonly repeatable?: boolean;
}

export interface Positional {
  readonly name: string;
  readonly description: string;
  readonly required: boolean;
  /** Takes every further argument. */
  readonly rest?: boolean;
}

/** The command line after it was checked against the command's flags. */
export interface Input {
  /** A string flag's (last) value or its default; `null` when absent. */
  text(flag: string): string | null;
  /** Every value of a repeatable flag, in order. */
  all(flag: string): readonly string[];
  on(flag: string): boolean;
  readonly positionals: readonly string[];
}

/** Text files in UTF-8, whole or not at all. Paths are relative to `World.cwd`. */
export type FileKind = 'file' | 'folder' | 'other';

export interface Files {
  /** The text without a byte order mark. @throws {Failure} `file-unreadable`; @throws {InvalidUtf8} with the byte offset. */
  read(path: string): Promise<string>;
  readBytes(path: string): Promise<Uint8Array>;
  /** The text of bytes that were read from `path`, as {@link read} gives it. @throws {InvalidUtf8} */
  decode(bytes: Uint8Array, path: string): string;
  /** @throws {Failure} `file-unwritable`. Writes a temporary file beside it, fsyncs, renames; into a device or FIFO it writes. */
  write(path: string, content: string | Uint8Array, options?: { readonly mode?: number }): Promise<void>;
  /** The same for somebody's own file that is there: its mode stays, and a link to it remains one. */
  rewrite(path: string, content: string): Promise<void>;
  /**
   * Generated files below a folder, each whole or not at all; one that stands there with the same text is left alone.
   * Many wait for the disk together, which takes 3 ms a file.
   */
  writeAll(folder: string, files: readonly { readonly path: string; readonly text: string }[]): Promise<void>;
  exists(path: string): Promise<FileKind | null>;
  /** What is in a folder, links followed, sorted by the UTF-8 bytes of the names; a broken link is `other`. */
  list(folder: string): Promise<readonly { readonly name: string; readonly kind: FileKind }[]>;
  remove(path: string): Promise<void>;
  /** Absolute form of a path. */
  resolve(path: string): string;
}

/** Progress, hints and warnings, all on stderr; silent parts follow `--quiet`. */
export interface Log {
  info(text: string): void;
  success(text: string): void;
  warn(text: string): void;
  error(text: string): void;
  /** A step of long work; on a terminal it overwrites the one before. */
  progress(text: string): void;
  debug(text: string): void;
  /** Resolves when all of it is written. */
  flush(): Promise<void>;
}

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
  /** Compiles the SQL parser, once. Comes before anything that parses SQL. */
  loadSqlParser(): Promise<void>;
  /** Begins, on another thread, what makes `openScratch` slow. For commands that are sure to call it. */
  expectScratch(): void;
  /** An embedded Postgres that vanishes with its handle. `pgtap`: with pgTAP's functions in it. */
  openScratch(options: { readonly pgtap: boolean }): Promise<Engine>;
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

/**
 * How a result is meant. `text`: for people; `painted`: for people, with the colours of `base/paint.ts`, everything else in
 * it made safe by whoever painted it; `document`: in a format of its own, whose bytes stay where stdout is no terminal.
 */
export type OutputForm = 'text' | 'painted' | 'document';

export interface Command {
  /** `transform`, `cert create`. */
  readonly name: string;
  /** One line for `--help`: a verb, what it reads, what it gives. */
  readonly summary: string;
  readonly flags: Readonly<Record<string, Flag>>;
  readonly positionals: readonly Positional[];
  /** Whole command lines that work as they stand. */
  readonly examples: readonly string[];
  run(input: Input, world: World): Promise<ExitCode>;
}

export const defineCommand = (command: Command): Command => command;
