import { type Runner, whole } from './runner.ts';

/**
 * psql without `--single-transaction` runs statement by statement. Files of an unknown runner are treated the same
 * way.
 */
export const psql: Runner = {
  name: 'psql',
  source: 'https://www.postgresql.org/docs/18/app-psql.html',
  recognises: () => false,
  sections: () => whole('apart'),
};
