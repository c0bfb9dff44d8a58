/**
 * What `pg` may take from the environment; everything else that it looks for there is hidden from it. PGOPTIONS would
 * set parameters of the session, PGREPLICATION its protocol, PGHOST the server: they belong into the URL.
 *
 * PGPASSWORD and PGPASSFILE (else ~/.pgpass) give a password that the URL leaves out, PGSSLMODE the mode.
 */
const TAKEN = ['PGPASSWORD', 'PGPASSFILE', 'PGSSLMODE'];

// Read while `pg` is loaded, and answered with a native driver that the executable does not have.
delete process.env['NODE_PG_FORCE_NATIVE'];

/** Calls `make` while the variables that `pg` must not see are gone. */
export function withoutPgVariables<T>(make: () => T): T {
  const hidden = Object.entries(process.env).filter(
    ([name]) => name.startsWith('PG') && !TAKEN.includes(name),
  );
  for (const [name] of hidden) delete process.env[name];
  try {
    return make();
  } finally {
    Object.assign(process.env, Object.fromEntries(hidden));
  }
}
