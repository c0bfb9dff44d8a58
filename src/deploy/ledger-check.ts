import { Failure } from '../base/failure.ts';
import { quoteQualified } from '../sql/identifier.ts';
import type { Session } from '../world/engine.ts';
import { LEDGER_FACTS } from './ledger-facts.ts';
import { LEDGER_TABLES, MENDED, REQUIRED } from './ledger-shape.ts';

const MOST_NAMES = 6;

const foreignLedger = (found: readonly string[]): Failure => {
  const more = found.length > MOST_NAMES ? ` and ${found.length - MOST_NAMES} more` : '';
  return new Failure(
    'E_LEDGER_FOREIGN',
    `the schema wesley of this database is not as Wesley makes it: ${found.slice(0, MOST_NAMES).join('; ')}${more}`,
    {
      hint: 'Find out who made it. Drop or rename what is not Wesley’s, take the rights of others back (REVOKE), and give the schema and its tables to the role that deploys (ALTER … OWNER TO).',
    },
  );
};

const ROW_COLUMNS = new Set([...REQUIRED, ...MENDED]);
const tableOf = (line: string): string => /wesley\.\w+/.exec(line)?.[0] ?? '';

/**
 * What the schema `wesley` holds that is not the ledger's, and what an existing table of the ledger lacks; one line
 * each.
 */
function foreignIn(lines: readonly string[]): readonly string[] {
  const there = new Set(lines.filter((line) => /^table wesley\.\w+$/.test(line)).map(tableOf));
  const told = new Set(lines);
  return [
    ...lines.filter((line) => !ROW_COLUMNS.has(line)),
    ...REQUIRED.filter((line) => there.has(tableOf(line)) && !told.has(line)).map((line) => `no ${line}`),
  ];
}

const lines = async (session: Session): Promise<readonly string[]> =>
  (await session.query<{ line: string }>(LEDGER_FACTS)).map(({ line }) => line);

/**
 * The tables of the ledger that this database has; none when there is no ledger. Runs within the open transaction and
 * locks them until its end, so that the tables that were checked are the ones that are used.
 *
 * @param mode ROW EXCLUSIVE: nobody can change triggers, rules, policies or columns. ACCESS SHARE, for those who may
 *   only read: nobody can change what runs when a table is read.
 * @throws {Failure} `E_LEDGER_FOREIGN`, naming what is not the ledger's.
 */
export async function checkLedger(
  session: Session,
  mode: 'access share' | 'row exclusive',
): Promise<readonly string[]> {
  // Checked before locking as well: LOCK TABLE takes views too, and follows them. Only a real table may be touched.
  const before = await lines(session);
  refuseForeign(before);
  const there = LEDGER_TABLES.filter((name) => before.includes(`table wesley.${name}`));
  if (there.length === 0) return there;
  const names = there.map((name) => quoteQualified('wesley', name)).join(', ');
  await session.run(`lock table only ${names.replaceAll(', ', ', only ')} in ${mode} mode`);
  refuseForeign(await lines(session));
  return there;
}

function refuseForeign(told: readonly string[]): void {
  const found = foreignIn(told);
  if (found.length > 0) throw foreignLedger(found);
}

/**
 * Revokes what ALTER DEFAULT PRIVILEGES granted to others on objects made in the open transaction.
 *
 * @param made The tables that were made. All of them: then the schema was made too.
 */
export async function keepForOwner(session: Session, made: readonly string[]): Promise<void> {
  const granted = await session.query<{ what: string; role: string }>(
    `with made as (
       select 'table wesley.' || c.relname as what, c.relowner as owner, c.relacl as acl
       from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
       where n.nspname = 'wesley' and c.relname::pg_catalog.text = any ($1::pg_catalog.text[])
       union all
       select 'schema wesley', nspowner, nspacl from pg_catalog.pg_namespace where nspname = 'wesley' and $2::pg_catalog.bool)
     select distinct what, case a.grantee when 0 then 'public' else pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(a.grantee)) end as role
     from made, pg_catalog.aclexplode(acl) a where a.grantee <> owner`,
    [made, LEDGER_TABLES.every((name) => made.includes(name))],
  );
  for (const { what, role } of granted) await session.run(`revoke all on ${what} from ${role}`);
}
