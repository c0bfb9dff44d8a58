import { type Runner, whole } from './runner.ts';

/** It sends a file as one string, unless its database URL says `x-multi-statement`: then say `--runner psql`. */
export const golangMigrate: Runner = {
  name: 'golang-migrate',
  source: 'https://github.com/golang-migrate/migrate/tree/master/database/postgres#multi-statement-mode',
  // The numbers of `migrate create -seq`; dates with the same endings are sqlx's too.
  recognises: ({ path }) => /(?:^|\/)\d{6}_[^/]+\.(?:up|down)\.sql$/.test(path),
  sections: () => whole('one string'),
};
