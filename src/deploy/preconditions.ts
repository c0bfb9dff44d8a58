import { missingRoles } from '../ir/elaborate.ts';
import type { Schema } from '../ir/schema.ts';
import type { CertifiedStep } from '../plan/document/read.ts';
import { onlyRow } from '../sql/only-row.ts';
import type { Session } from '../world/engine.ts';

/** Why a certified plan can't be applied by this role to this database, although its certificate is good. */
export interface Objection {
  readonly code:
    | 'E_ROW_SECURITY'
    | 'E_DATABASE_ROLE'
    | 'E_READ_ONLY'
    | 'E_BUSY'
    | 'E_POOLED'
    | 'E_DATABASE'
    | 'E_LEDGER_FOREIGN';
  readonly message: string;
}

/** Finds out before step 1 what would go wrong half-way. Only reads. */
export async function checkPreconditions(
  session: Session,
  steps: readonly Pick<CertifiedStep, 'batch'>[],
  target: Schema,
): Promise<Objection | null> {
  const states = await session.query<{ off: boolean }>(
    "select pg_catalog.pg_is_in_recovery() or pg_catalog.current_setting('transaction_read_only')::pg_catalog.bool as off",
  );
  if (onlyRow(states, 'pg_is_in_recovery').off)
    return { code: 'E_READ_ONLY', message: 'the database takes no writes: it is a standby or read-only' };
  const missing = await missingRoles(target, session);
  if (missing.length > 0) {
    return {
      code: 'E_DATABASE_ROLE',
      message: `policies name roles that the server does not have: ${missing.join(', ')}`,
    };
  }
  for (const table of new Set(steps.flatMap((step) => (step.batch ? [step.batch.table] : [])))) {
    const rows = await session.query<{ hidden: boolean; role: string }>(
      'select coalesce(pg_catalog.row_security_active(pg_catalog.to_regclass($1)), false) as hidden, current_user::pg_catalog.text as role',
      [table],
    );
    const { hidden, role } = onlyRow(rows, 'row_security_active');
    if (hidden) {
      const message = `row security hides rows of ${table} from the role ${role}: a backfill would silently pass them over`;
      return { code: 'E_ROW_SECURITY', message };
    }
  }
  return null;
}
