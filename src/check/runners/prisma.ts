import { type Runner, whole } from './runner.ts';

/** On PostgreSQL it opens no transaction and sends the file as one string, which makes one of several statements. */
export const prisma: Runner = {
  name: 'prisma',
  source: 'https://github.com/prisma/prisma/issues/14456',
  recognises: ({ path }) => /(?:^|\/)\d{14}_[^/]+\/migration\.sql$/.test(path),
  sections: () => whole('one string'),
};
