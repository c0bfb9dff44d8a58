import { type Runner, whole } from './runner.ts';

/** The output of `alembic upgrade --sql` contains BEGIN and COMMIT. */
export const alembic: Runner = {
  name: 'alembic',
  source: 'https://alembic.sqlalchemy.org/en/latest/offline.html',
  recognises: ({ text }) => /^-- Running (?:upgrade|downgrade) /m.test(text),
  sections: () => whole('apart'),
};
