import { as, type Fields, listOf, literalOf, namesOf, textOf } from '../sql/node.ts';
import type { Catalog } from './catalog.ts';

/** `SELECT set_config(…)`. pg_dump's files begin with SELECT pg_catalog.set_config('search_path', '', false). */
export function setConfig(catalog: Catalog, value: unknown): void {
  const call = as(value, 'FuncCall');
  if (namesOf(call?.['funcname']).at(-1) !== 'set_config') return;
  const [name, setting] = listOf(call?.['args']).map(literalOf);
  setTo(catalog, name ?? '', setting ?? '');
}

/** Sets a parameter. @param value In the form of `Catalog.settings`; `null` removes it. */
export const setTo = (catalog: Catalog, name: string, value: string | null): void =>
  assign(catalog, name, value === null ? [] : value.split(',').map((part) => part.trim()));

/** The setting that SET or RESET names. */
export const settingOf = ({ name }: Fields<'VariableSetStmt'>): string => textOf(name).toLowerCase();

/** Forgets what SET and PREPARE left in the session: a new connection or DISCARD ALL ends both. */
export function resetSession(catalog: Catalog): void {
  resetAll(catalog);
  catalog.prepared.clear();
}

function resetAll(catalog: Catalog): void {
  catalog.searchPath = ['public'];
  catalog.settings.clear();
}

/** SET and RESET. */
export function setVariable(catalog: Catalog, statement: Fields<'VariableSetStmt'>): void {
  const name = settingOf(statement);
  if (statement['kind'] === 'VAR_RESET_ALL') resetAll(catalog);
  else if (statement['kind'] === 'VAR_SET_VALUE')
    assign(
      catalog,
      name,
      listOf(statement['args']).map((item) => literalOf(item) ?? ''),
    );
  else if (/RESET|DEFAULT/.test(textOf(statement['kind']))) assign(catalog, name, []);
}

function assign(catalog: Catalog, name: string, values: readonly string[]): void {
  if (values.length === 0) catalog.settings.delete(name);
  else catalog.settings.set(name, values.join(', '));
  if (name !== 'search_path') return;
  const path = values
    .map((value) => value.replaceAll('"', ''))
    .filter((value) => value !== '' && value !== '$user');
  catalog.searchPath = values.length === 0 ? ['public'] : path;
}
