/** How the runner sends the statements of a section. */
export type Sharing =
  /** One by one; no transaction unless the file says BEGIN. */
  | 'apart'
  /** Within a transaction that the runner opens. */
  | 'transaction'
  /** As one string: PostgreSQL runs several statements in one implicit transaction, which a COMMIT ends early. */
  | 'one string';

/** The statements from an offset up to the next section. */
export interface Section {
  readonly from: number;
  readonly sharing: Sharing;
}

/** What a runner is recognised by: a migration's path, text and settings. */
export interface MigrationFile {
  readonly path: string;
  readonly text: string;
  /** The text of the file `<path>.conf` beside it, if there is one. */
  readonly settings: string | null;
}

/** A program that runs migrations: how its files are recognised, and how it runs them on PostgreSQL. */
export interface Runner {
  /** Its name for `--runner`. */
  readonly name: string;
  /** The page or source that documents its behaviour. */
  readonly source: string;
  /** Whether the file must be this runner's. A file without any sign of a runner is nobody's. */
  recognises(file: MigrationFile): boolean;
  /** The sections of a file in order; the first begins at 0. */
  sections(file: MigrationFile): readonly Section[];
}

export const whole = (sharing: Sharing): readonly Section[] => [{ from: 0, sharing }];
