import { type Runner, whole } from './runner.ts';

/**
 * golang-migrate sends a file as one string, unless its database URL says `x-multi-statement`. In that case use
 * `--runner psql`.
 */
export const golangMigrate: Runner = {
  name: 'golang-migrate',
  source: 'https://github.com/golang-migrate/migrate/tree/master/database/postgres#multi-statement-mode',
  // Names with six digits, from `migrate create -seq`. Names with a date and the same endings may also be sqlx's.
  recognises: ({ path }) => /(?:^|\/)\d{6}_[^/]+\.(?:up|down)\.sql$/.test(path),
  sections: () => whole('one string'),
};
