/**
 * Variables that `pg` may read from the environment. Its other variables are hidden from it: PGOPTIONS would set
 * parameters of the session, PGREPLICATION its protocol, PGHOST the server. Those belong in the URL.
 *
 * PGUSER (else USER), PGPASSWORD and PGPASSFILE (else ~/.pgpass) fill in what the URL leaves out; PGSSLMODE gives the
 * mode of TLS.
 */
const TAKEN = ['PGUSER', 'PGPASSWORD', 'PGPASSFILE', 'PGSSLMODE'];

// `pg` reads it while it is loaded, and would then load a native driver that the executable does not have.
delete process.env['NODE_PG_FORCE_NATIVE'];

// With it the runtime accepts every TLS certificate of a server, whatever the URL demands.
delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];

// `pg` warns about its next major version and names a flag that wesley does not have.
process.noDeprecation = true;

/** Calls `make` with the variables removed that `pg` must not see. */
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
