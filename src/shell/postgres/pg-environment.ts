/**
 * What `pg` may take from the environment; everything else that it looks for there is hidden from it. PGOPTIONS would
 * set parameters of the session, PGREPLICATION its protocol, PGHOST the server: they belong into the URL.
 *
 * PGUSER (else USER), PGPASSWORD and PGPASSFILE (else ~/.pgpass) give what the URL leaves out, PGSSLMODE the mode.
 */
const TAKEN = ['PGUSER', 'PGPASSWORD', 'PGPASSFILE', 'PGSSLMODE'];

// Read while `pg` is loaded, and answered with a native driver that the executable does not have.
delete process.env['NODE_PG_FORCE_NATIVE'];

// It would have the runtime believe any certificate of a server, whatever the URL says of TLS.
delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];

// `pg` warns of its own next major version, with a flag that wesley does not have.
process.noDeprecation = true;

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
