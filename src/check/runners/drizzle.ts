import { type Runner, whole } from './runner.ts';

/** Drizzle runs all statements of all pending migrations in one transaction. */
export const drizzle: Runner = {
  name: 'drizzle',
  source: 'https://github.com/drizzle-team/drizzle-orm/blob/main/drizzle-orm/src/pg-core/dialect.ts',
  recognises: ({ text }) => /-->[ \t]*statement-breakpoint\b/.test(text),
  sections: () => whole('transaction'),
};
