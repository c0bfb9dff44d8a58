import { type Runner, whole } from './runner.ts';

/** What `alembic upgrade --sql` prints says BEGIN and COMMIT itself. */
export const alembic: Runner = {
  name: 'alembic',
  source: 'https://alembic.sqlalchemy.org/en/latest/offline.html',
  recognises: ({ text }) => /^-- Running (?:upgrade|downgrade) /m.test(text),
  sections: () => whole('apart'),
};
