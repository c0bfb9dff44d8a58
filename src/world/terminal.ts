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
 * How a result is meant. `text`: for people; `painted`: for people, with the colours of `base/paint.ts`, everything else in
 * it made safe by whoever painted it; `document`: in a format of its own, whose bytes stay where stdout is no terminal.
 */
export type OutputForm = 'text' | 'painted' | 'document';
