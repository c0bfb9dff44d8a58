import type { Directive } from '../../sdl/document.ts';
import { derivedName, quoteIdentifier, quoteLiteral } from '../../sql/identifier.ts';
import { objectId } from '../object-id.ts';
import type { ColumnObject, PolicyCommand, PolicyObject } from '../schema.ts';
import { flag, spanOfArgument, text, texts } from './arguments.ts';
import { type Compilation, declaredAt, find, findAll, report, type TableDraft } from './compilation.ts';
import { checkExpression } from './expression.ts';
import { compileIndex, plainKeys } from './indexes.ts';
import { columnsOf } from './uses.ts';

const VERBS = ['SELECT', 'INSERT', 'UPDATE', 'DELETE'] as const;

/** Whether row security is enabled, and whether it is forced on the table's owner too. */
export function rowSecurityOf(table: TableDraft): {
  readonly rowSecurity: boolean;
  readonly forceRowSecurity: boolean;
} {
  const rls = find(table.type, 'wes_rls');
  const tenant = find(table.type, 'wes_tenant') !== null;
  const policies = table.parts.some((part) => part.kind === 'policy');
  return {
    rowSecurity: tenant || (rls ? (flag(rls, 'enabled') ?? true) : policies),
    forceRowSecurity: tenant || (rls ? (flag(rls, 'force') ?? false) : false),
  };
}

export function compilePolicies(compilation: Compilation, table: TableDraft): void {
  for (const directive of findAll(table.type, 'wes_policy')) compilePolicy(compilation, table, directive);
  const rls = find(table.type, 'wes_rls');
  if (rls) compileRls(compilation, table, rls);
  const tenant = find(table.type, 'wes_tenant');
  if (tenant) compileTenant(compilation, table, tenant);
}

interface PolicyParts {
  readonly name: string;
  readonly command: PolicyCommand;
  readonly permissive?: boolean;
  readonly roles?: readonly string[];
  readonly using: string | null;
  readonly check: string | null;
  readonly comment?: string | null;
}

function addPolicy(table: TableDraft, directive: Directive, parts: PolicyParts): void {
  const policy: PolicyObject = {
    kind: 'policy',
    id: objectId('policy', table.schema, table.name, parts.name),
    table: table.id,
    name: parts.name,
    command: parts.command,
    permissive: parts.permissive ?? true,
    roles: rolesOf(parts.roles ?? []),
    using: parts.using,
    check: parts.check,
    comment: parts.comment ?? null,
    declared: declaredAt(directive, table.type.name),
  };
  table.parts.push(policy);
}

// A list with PUBLIC means PUBLIC alone, as in CREATE POLICY.
const rolesOf = (roles: readonly string[]): readonly string[] =>
  roles.some((role) => role.toLowerCase() === 'public') ? [] : [...new Set(roles)].toSorted();

function expression(
  compilation: Compilation,
  table: TableDraft,
  directive: Directive,
  argument: string,
): string | null | undefined {
  const written = text(directive, argument);
  if (written === null) return null;
  const place = { table, subqueries: true, what: 'policy' };
  return checkExpression(compilation, written, spanOfArgument(directive, argument), place) ?? undefined;
}

function compilePolicy(compilation: Compilation, table: TableDraft, directive: Directive): void {
  const command = (text(directive, 'for') ?? 'ALL').toUpperCase() as PolicyCommand;
  const span = spanOfArgument(directive, 'for');
  if (command !== 'ALL' && !VERBS.includes(command)) {
    report(
      compilation,
      'INVALID_POLICY',
      span,
      `A policy can't be for "${text(directive, 'for')}".`,
      'Use ALL, SELECT, INSERT, UPDATE or DELETE.',
    );
    return;
  }
  const using = expression(compilation, table, directive, 'using');
  const check = expression(compilation, table, directive, 'check');
  if (using === undefined || check === undefined) return;
  const wrong = misfit(command, using, check);
  if (wrong)
    report(
      compilation,
      'INVALID_POLICY',
      directive.span,
      wrong,
      'SELECT and DELETE take "using", INSERT takes "check", ALL and UPDATE take both.',
    );
  else
    addPolicy(table, directive, {
      name: text(directive, 'name') ?? '',
      command,
      permissive: !(flag(directive, 'restrictive') ?? false),
      roles: texts(directive, 'to') ?? [],
      using,
      check,
      comment: text(directive, 'comment'),
    });
}

// Why a policy for this command can't have USING or WITH CHECK, or lacks it.
// https://www.postgresql.org/docs/18/sql-createpolicy.html, "Policies Applied by Command Type"
function misfit(command: PolicyCommand, using: string | null, check: string | null): string | null {
  if (using === null && check === null) return 'A policy without "using" and "check" says nothing.';
  if (command === 'INSERT' && using !== null) return 'PostgreSQL takes only "check" for INSERT.';
  if ((command === 'SELECT' || command === 'DELETE') && check !== null)
    return `PostgreSQL takes only "using" for ${command}.`;
  return null;
}

function compileRls(compilation: Compilation, table: TableDraft, rls: Directive): void {
  const roles = texts(rls, 'roles') ?? [];
  const of = (argument: string): string | null => expression(compilation, table, rls, argument) ?? null;
  const select = of('select');
  const insert = of('insert');
  const update = of('update');
  const updateCheck = of('updateCheck');
  const remove = of('delete');
  if (text(rls, 'updateCheck') !== null && text(rls, 'update') === null) {
    report(
      compilation,
      'INVALID_POLICY',
      spanOfArgument(rls, 'updateCheck'),
      '"updateCheck" needs "update": which rows may be updated at all?',
      'Give both.',
    );
  }
  const add = (command: PolicyCommand, using: string | null, check: string | null): void => {
    if (using !== null || check !== null)
      addPolicy(table, rls, {
        name: derivedName([table.name, command.toLowerCase()], 'policy'),
        command,
        roles,
        using,
        check,
      });
  };
  add('SELECT', select, null);
  add('INSERT', null, insert);
  add('UPDATE', update, update === null ? null : (updateCheck ?? update));
  add('DELETE', remove, null);
}

/**
 * Row security by tenant: a RESTRICTIVE policy, which no other policy can widen, and a PERMISSIVE one for each verb
 * that has none of its own. For an unset setting `current_setting(…, true)` gives NULL or '': then no row is shown
 * and no error is raised.
 */
function compileTenant(compilation: Compilation, table: TableDraft, tenant: Directive): void {
  const columns = columnsOf(compilation, table, [text(tenant, 'by') ?? ''], spanOfArgument(tenant, 'by'));
  const column = columns?.[0];
  if (!column) return;
  const setting = text(tenant, 'setting') ?? '';
  // PostgreSQL takes a name without a dot for one of its own parameters, and refuses an unknown one.
  if (!/^[A-Za-z_][\w$]*(\.[A-Za-z_][\w$]*)+$/.test(setting)) {
    report(
      compilation,
      'INVALID_SETTING',
      spanOfArgument(tenant, 'setting'),
      `"${setting}" is no name for a setting of your own.`,
      'Write two names with a dot, such as "app.tenant_id".',
    );
    return;
  }
  const sql = tenantExpression(column, setting);
  const covered = verbsWithPolicy(table);
  addPolicy(table, tenant, {
    name: derivedName([table.name], 'tenant'),
    command: 'ALL',
    permissive: false,
    using: sql,
    check: sql,
  });
  for (const verb of VERBS.filter((candidate) => !covered.has(candidate))) {
    addPolicy(table, tenant, {
      name: derivedName([table.name, 'tenant'], verb.toLowerCase()),
      command: verb,
      using: verb === 'INSERT' ? null : sql,
      check: verb === 'INSERT' || verb === 'UPDATE' ? sql : null,
    });
  }
  const name = derivedName([table.name, column.name], 'idx');
  const index = compileIndex(compilation, table, { ...tenant, args: {} }, { name, ...plainKeys([column]) });
  if (index) table.parts.push(index);
}

const tenantExpression = (column: ColumnObject, setting: string): string =>
  `${quoteIdentifier(column.name)} = nullif(current_setting(${quoteLiteral(setting)}, true), '')::${column.type}`;

function verbsWithPolicy(table: TableDraft): ReadonlySet<PolicyCommand> {
  const permissive = table.parts
    .filter((part) => part.kind === 'policy')
    .filter((policy) => policy.permissive);
  return new Set(permissive.flatMap(({ command }) => (command === 'ALL' ? VERBS : [command])));
}
