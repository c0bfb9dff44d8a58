import { type Runner, whole } from './runner.ts';

/** Statement by statement, as psql does without `--single-transaction`: what holds for files of no known runner too. */
export const psql: Runner = {
  name: 'psql',
  source: 'https://www.postgresql.org/docs/18/app-psql.html',
  recognises: () => false,
  sections: () => whole('apart'),
};
