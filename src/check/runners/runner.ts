/** How the statements of a file come to share a transaction. */
export type Sharing =
  /** Each by itself, unless the file says BEGIN. */
  | 'apart'
  /** The runner opens a transaction around them. */
  | 'transaction'
  /** The runner sends them in one string: PostgreSQL puts several into one implicit transaction, which COMMIT ends early. */
  | 'one string';

/** The statements from an offset on, up to the next section. */
export interface Section {
  readonly from: number;
  readonly sharing: Sharing;
}

/** A migration as its runner finds it. */
export interface MigrationFile {
  readonly path: string;
  readonly text: string;
  /** The text of the file `<path>.conf` beside it, if there is one. */
  readonly settings: string | null;
}

/** A program that runs migrations: how its files are known, and what it does with them on PostgreSQL. */
export interface Runner {
  /** As `--runner` takes it. */
  readonly name: string;
  /** Where its behaviour is written. */
  readonly source: string;
  /** Whether a file can be no other runner's. What says nothing is nobody's. */
  recognises(file: MigrationFile): boolean;
  /** In order; the first begins at 0. */
  sections(file: MigrationFile): readonly Section[];
}

export const whole = (sharing: Sharing): readonly Section[] => [{ from: 0, sharing }];
