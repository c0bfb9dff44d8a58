/**
 * Every code that a diagnostic, a refusal or a failure may have. Each room that reports has a table of its own, `codes.ts`,
 * and adds its names here, so that a code that nothing explains does not compile.
 *
 * @public
 * @see https://www.typescriptlang.org/docs/handbook/declaration-merging.html#module-augmentation
 */
// biome-ignore lint/suspicious/noEmptyInterface: each room's `codes.ts` adds its members.
export interface Codes {}

export type Code = keyof Codes;

/** What a code means, what to do, and where that is written. */
export interface Explanation {
  readonly why: string;
  readonly fix: string;
  readonly source: string | null;
}

/** The PostgreSQL manual; explanations link to its pages. */
export const MANUAL = 'https://www.postgresql.org/docs/18';

export const entry = (why: string, fix: string, source: string | null = null): Explanation => ({
  why,
  fix,
  source,
});
