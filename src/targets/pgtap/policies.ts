import type { TableModel } from '../../ir/tables.ts';
import type { Row } from '../../rows/rules.ts';
import type { Sample } from '../../rows/sample.ts';
import { allows, type Question, type Security, type Session, securityOf } from '../../rows/security.ts';
import { textOf } from '../../rows/value.ts';
import { quoteIdentifier, quoteQualified } from '../../sql/identifier.ts';
import { type PolicyFixture, policyFixture } from './policy-fixture.ts';
import { judgesOf, keyColumns, type Probe } from './probe.ts';
import { policyRoles } from './roles.ts';
import type { Script } from './script.ts';
import { writeVerbs } from './verbs.ts';

/** Tests what each kind of role may see and change under the table's policies, by SET ROLE. */
export function writePolicies(script: Script, sample: Sample, model: TableModel, number: string): void {
  const { table } = model;
  const found = sample.byTable.get(table.id);
  if (!table.rowSecurity) return;
  const security = securityOf(model.policies);
  const reason =
    'unsupported' in security ? security.unsupported : keyColumns(model) ? null : 'it has no key';
  if (reason !== null)
    script.untested(table.id, `what policies of ${table.name} let through, since ${reason}`);
  if (!found || reason !== null || 'unsupported' in security) return;
  const fixture = policyFixture(sample, found, security);
  // A policy for PUBLIC holds for a role that is a member of nothing (`null`). Each role that a policy names is
  // tested through a member of it.
  [null, ...policyRoles(model)].forEach((memberOf, i) => {
    writeForRole(script, { ...fixture, number: `${number}_${i + 1}` }, memberOf);
  });
}

function writeForRole(
  script: Script,
  fixture: PolicyFixture & { readonly number: string },
  memberOf: string | null,
): void {
  const { model } = fixture.table;
  const user = `wesley_probe_${fixture.number}`;
  const target = quoteQualified(model.table.schema, model.table.name);
  script.add(
    '',
    `create role ${user} nologin;`,
    `grant ${user} to current_user;`,
    ...(memberOf === null ? [] : [`grant ${quoteIdentifier(memberOf)} to ${user};`]),
    `grant usage on schema ${quoteIdentifier(model.table.schema)} to ${user};`,
    `grant select, insert, update, delete on ${target} to ${user};`,
  );
  const roles = memberOf === null ? [user] : [user, memberOf];
  const session = { user, roles, settings: settingsFor(fixture, user, roles) };
  const probe: Probe = {
    script,
    fixture,
    security: fixture.security,
    session,
    judges: judgesOf(fixture.security, session),
    who: memberOf === null ? 'any role' : `a member of ${memberOf}`,
  };
  writeVerbs(probe);
}

/** Settings under which as many policies as possible accept the first sample row. */
function settingsFor(
  { table, security }: PolicyFixture,
  user: string,
  roles: readonly string[],
): ReadonlyMap<string, string> {
  const [row] = table.rows;
  const values = security.columns.map((name) => row?.get(name) ?? null);
  // After the row's own values: `true` and `1`, for policies that cast a setting to a boolean or a number.
  const texts = [...new Set([...values.filter((value) => value !== null).map(textOf), 'true', '1'])];
  let best = new Map<string, string>();
  let bestScore = -1;
  for (const choice of choices(security.settings, texts)) {
    const questions: readonly Question[] = ['select', 'insert', 'update', 'updated', 'delete'];
    const session = { user, roles, settings: choice };
    const yes = questions.filter((question) => row && allows(security, question, row, session)).length;
    const score = yes * 100 + termsThatHold(security, row ?? new Map(), session);
    if (score > bestScore) [best, bestScore] = [choice, score];
  }
  return best;
}

// How many policies accept the row when each is asked by itself. Even if one policy keeps every row out, the settings
// that the others need are worth finding.
const termsThatHold = (security: Security, row: Row, session: Session): number =>
  security.terms.filter((term) =>
    allows(
      { ...security, terms: [{ ...term, policy: { ...term.policy, permissive: true } }] },
      'select',
      row,
      session,
    ),
  ).length;

function choices(settings: readonly string[], texts: readonly string[]): readonly Map<string, string>[] {
  let all: Map<string, string>[] = [new Map()];
  for (const setting of settings)
    all = all.flatMap((choice) => texts.map((text) => new Map([...choice, [setting, text]])));
  return all.slice(0, 200);
}
