import { Failure } from '../../base/failure.ts';
import { SqlError } from '../../sql/error.ts';
import { quoteLiteral } from '../../sql/identifier.ts';
import { persistently } from '../../sql/persistently.ts';
import type { Session } from '../../world/engine.ts';

/*
 * Settings that a new session gets before anything is asked of it: ALTER ROLE, ALTER DATABASE and the server's files
 * may have set anything. Values are written as pg_settings prints them. Settings of memory and of planning are left
 * alone, because they change no answer.
 *
 * https://www.postgresql.org/docs/18/runtime-config-client.html
 */
const SET_ALWAYS: Readonly<Record<string, string>> = {
  // Must be first: a short statement_timeout could end the statement that sets the others.
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
  // Not a setting of planning: beyond this limit a search leaves out rows.
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

/**
 * Set only when their value differs. An older server lacks some of them, and an ordinary role may not set others even
 * to the value that they have.
 */
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

/**
 * Other values that are as safe. Of synchronous_commit only `off` may lose a commit, and with it an entry of the
 * ledger.
 */
const AS_GOOD: Readonly<Record<string, readonly string[]>> = {
  synchronous_commit: ['local', 'remote_write', 'remote_apply'],
};

interface Setting {
  readonly name: string;
  readonly value: string;
  /** pg_settings.source */
  readonly source: string;
}

// set_config() instead of SET: SET would read an empty list of tablespaces as a list with one empty name.
const setting = ([name, value]: readonly [string, string]): string =>
  `select pg_catalog.set_config(${quoteLiteral(name)}, ${quoteLiteral(value)}, false)`;

/**
 * Gives a new session known settings and the role that logged in, and checks that they hold.
 *
 * @param names The search_path.
 * @throws {Failure} `session-unsafe`, naming the setting, who set it and what can't be set back.
 */
export async function settle(session: Session, names: string): Promise<void> {
  const always = { ...SET_ALWAYS, search_path: names };
  const all = { ...always, ...SET_IF_DIFFERENT };
  // Names are qualified and no operator is used here: until the first statement has run, search_path may lead to
  // anybody's objects.
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
