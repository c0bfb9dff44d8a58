import { Failure } from '../../base/failure.ts';
import { SqlError } from '../../sql/error.ts';
import { quoteLiteral } from '../../sql/identifier.ts';
import type { Session } from '../../world/engine.ts';

/*
 * What a session is set to before anything is asked of it: ALTER ROLE, ALTER DATABASE and the server's files may have
 * begun it with anything. Values as pg_settings prints them. How much memory a query gets and how it is planned changes
 * no answer, and is left.
 *
 * https://www.postgresql.org/docs/18/runtime-config-client.html
 */
const SET_ALWAYS: Readonly<Record<string, string>> = {
  // First: it may be one that ends the very statement that sets it.
  statement_timeout: '0',
  lock_timeout: '0',
  idle_in_transaction_session_timeout: '0',
  idle_session_timeout: '0',
  exit_on_error: 'off',
  row_security: 'on',
  default_transaction_isolation: 'read committed',
  default_transaction_read_only: 'off',
  default_transaction_deferrable: 'off',
  default_table_access_method: 'heap',
  default_tablespace: '',
  temp_tablespaces: '',
  default_toast_compression: 'pglz',
  check_function_bodies: 'on',
  standard_conforming_strings: 'on',
  backslash_quote: 'safe_encoding',
  escape_string_warning: 'on',
  quote_all_identifiers: 'off',
  array_nulls: 'on',
  transform_null_equals: 'off',
  plan_cache_mode: 'auto',
  // Not how a search is planned: beyond the limit rows are left out.
  gin_fuzzy_search_limit: '0',
  client_encoding: 'UTF8',
  client_min_messages: 'notice',
  DateStyle: 'ISO, MDY',
  IntervalStyle: 'postgres',
  TimeZone: 'UTC',
  timezone_abbreviations: 'Default',
  extra_float_digits: '1',
  bytea_output: 'hex',
  xmloption: 'content',
  xmlbinary: 'base64',
  lc_monetary: 'C',
  lc_numeric: 'C',
  lc_time: 'C',
};

/** Set only where they differ: an older server lacks some, and an ordinary role may not even set others to what they are. */
const SET_IF_DIFFERENT: Readonly<Record<string, string>> = {
  transaction_timeout: '0',
  event_triggers: 'on',
  restrict_nonsystem_relation_kind: '',
  session_replication_role: 'origin',
  allow_system_table_mods: 'off',
  lo_compat_privileges: 'off',
  ignore_checksum_failure: 'off',
  zero_damaged_pages: 'off',
  synchronous_commit: 'on',
};

/** Stricter or as strict: only `off` may lose what was committed, and with it what the ledger says. */
const AS_GOOD: Readonly<Record<string, readonly string[]>> = {
  synchronous_commit: ['local', 'remote_write', 'remote_apply'],
};

interface Setting {
  readonly name: string;
  readonly value: string;
  /** pg_settings.source */
  readonly source: string;
}

// A function, not SET: that would take an empty list of tablespaces for a list of one empty name.
const setting = ([name, value]: readonly [string, string]): string =>
  `select pg_catalog.set_config(${quoteLiteral(name)}, ${quoteLiteral(value)}, false)`;

/**
 * Sets a session that was just opened to known values, its role to the one that logged in, and looks whether they hold.
 *
 * @param names The search_path.
 * @throws {Failure} `session-unsafe`, naming the setting, who set it and what may not be set back.
 */
export async function settle(session: Session, names: string): Promise<void> {
  const always = { ...SET_ALWAYS, search_path: names };
  const all = { ...always, ...SET_IF_DIFFERENT };
  // Every name here is qualified and no operator is used: until the first of these has run, search_path may be anybody's.
  const first = [
    ...Object.entries(always).map(setting),
    'set session authorization default',
    'set role none',
  ];
  const different = (settings: readonly Setting[]) =>
    settings.filter(
      ({ name, value }) => value !== all[name as keyof typeof all] && !AS_GOOD[name]?.includes(value),
    );
  const found = different(await inOneTrip(session, first, Object.keys(all)));
  if (found.length === 0) return;
  for (const one of found) {
    const value = all[one.name as keyof typeof all] ?? '';
    await session.run(setting([one.name, value])).catch((error) => {
      throw unsafe(`${told(one)}, and ${reasonOf(error)}`);
    });
  }
  const [left] = different(await inOneTrip(session, [], Object.keys(all)));
  if (left) throw unsafe(`${told(left)} and keeps it`);
}

async function inOneTrip(
  session: Session,
  first: readonly string[],
  names: readonly string[],
): Promise<readonly Setting[]> {
  const list = names.map(quoteLiteral).join(', ');
  const read = `select s.name, s.setting as value, s.source from pg_catalog.pg_settings s where s.name in (${list})
     union all select 'role', current_user::pg_catalog.text, 'session' where current_user <> session_user`;
  try {
    const results = await persistently(() => session.results([...first, read].join(';\n')));
    return (results.at(-1) ?? []) as readonly Setting[];
  } catch (error) {
    throw unsafe(`the session can't be set to known values: ${reasonOf(error)}`);
  }
}

const MAX_ATTEMPTS = 5;
/** query_canceled */
const CANCELED = '57014';

/** Again when it is cancelled: a statement_timeout of a millisecond may strike before it is lifted. */
async function persistently<T>(trip: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await trip();
    } catch (error) {
      if (!(error instanceof SqlError) || error.sqlState !== CANCELED || attempt === MAX_ATTEMPTS)
        throw error;
    }
  }
}

const told = ({ name, value, source }: Setting): string =>
  `the session begins with ${name} = ${value === '' ? "''" : value} (set by: ${source})`;

function reasonOf(error: unknown): string {
  if (!(error instanceof SqlError)) throw error;
  return error.message;
}

const unsafe = (message: string): Failure =>
  new Failure('session-unsafe', message, {
    hint: 'Take it back where it was set: ALTER ROLE … RESET, ALTER DATABASE … RESET, or the server’s configuration.',
  });
