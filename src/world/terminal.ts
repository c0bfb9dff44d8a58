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

/**
 * How `out` treats a result. `text`: what a terminal would act on is made visible. `painted`: the colour codes of
 * `base/paint.ts` stay, and the caller has made the rest safe. `document`: a format of its own, whose bytes are left
 * as they are unless stdout is a terminal.
 */
export type OutputForm = 'text' | 'painted' | 'document';
