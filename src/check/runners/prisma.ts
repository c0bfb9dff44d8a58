import { type Runner, whole } from './runner.ts';

/**
 * On PostgreSQL Prisma opens no transaction, but sends the file as one string: several statements in it share an
 * implicit transaction.
 */
export const prisma: Runner = {
  name: 'prisma',
  source: 'https://github.com/prisma/prisma/issues/14456',
  recognises: ({ path }) => /(?:^|\/)\d{14}_[^/]+\/migration\.sql$/.test(path),
  sections: () => whole('one string'),
};
