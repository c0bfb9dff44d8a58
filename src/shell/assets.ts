/**
 * What the executable carries besides code. `bun build --compile` embeds a file only when it is imported with
 * `type: 'file'`; the import gives a path that works in the executable and in a checkout.
 */

import pgtapSql from '../../build/pgtap.sql.zst' with { type: 'file' };
import postgres from '../../build/postgres.tar.zst' with { type: 'file' };
import postgresPgtap from '../../build/postgres-pgtap.tar.zst' with { type: 'file' };
import initdbWasm from '../../node_modules/@electric-sql/pglite/dist/initdb.wasm' with { type: 'file' };
import pgliteData from '../../node_modules/@electric-sql/pglite/dist/pglite.data' with { type: 'file' };
import pgliteWasm from '../../node_modules/@electric-sql/pglite/dist/pglite.wasm' with { type: 'file' };
import libpgQueryWasm from '../../node_modules/libpg-query/wasm/libpg-query.wasm' with { type: 'file' };

/** Paths, as `Bun.file` takes them. */
export const ASSETS = {
  libpgQueryWasm,
  pgliteData,
  initdbWasm,
  pgliteWasm,
  postgres,
  postgresPgtap,
  pgtapSql,
};
