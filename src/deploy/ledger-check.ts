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

/** What is in the schema `wesley` and not ours, and what is missing of a table that is there, a line each. */
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
 * Which tables of the ledger this database has, in the transaction that is open, locked until its end so that what was
 * looked at is what is used. None where there is no ledger.
 *
 * @param mode ROW EXCLUSIVE keeps triggers, rules, policies and columns as they are; ACCESS SHARE, for those who may only
 * read, what could run when a table is read.
 * @throws {Failure} `E_LEDGER_FOREIGN`, with what is not ours by name.
 */
export async function checkLedger(
  session: Session,
  mode: 'access share' | 'row exclusive',
): Promise<readonly string[]> {
  // A view can't be told from a table by LOCK; what is no table is never touched.
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
 * Takes from others what ALTER DEFAULT PRIVILEGES gave them on what was made in the transaction that is open.
 *
 * @param made The tables. With all of them the schema counts as made, too.
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
