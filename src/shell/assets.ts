/**
 * Files that the executable contains besides code. `bun build --compile` embeds a file only when it is imported with
 * `type: 'file'`. The import gives a path that works both in the executable and in a checkout.
 */

import extensions from '../../build/extensions.pack' with { type: 'file' };
import libpgQueryImage from '../../build/libpg-query.image' with { type: 'file' };
import pgliteData from '../../build/pglite.data.zst' with { type: 'file' };
import pgliteWasm from '../../build/pglite.wasm.zst' with { type: 'file' };
import pgtapSql from '../../build/pgtap.sql.zst' with { type: 'file' };
import postgres from '../../build/postgres.tar.zst' with { type: 'file' };
import postgresPgtap from '../../build/postgres-pgtap.tar.zst' with { type: 'file' };
import libpgQueryWasm from '../../node_modules/libpg-query/wasm/libpg-query.wasm' with { type: 'file' };

/** Paths, for `Bun.file`. All files are compressed, by themselves or part by part, except libpg-query's, which is needed at every start. */
export const ASSETS = {
  extensions,
  libpgQueryImage,
  libpgQueryWasm,
  pgliteData,
  pgliteWasm,
  postgres,
  postgresPgtap,
  pgtapSql,
};
