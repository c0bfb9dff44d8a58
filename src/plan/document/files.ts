import { jsonText } from '../../base/json-text.ts';
import { quoteLiteral } from '../../sql/identifier.ts';
import { PHASES, type Plan, type Step } from '../plan.ts';
import { LOCK_TIMEOUT_MS } from '../recipe.ts';
import type { PlanJson } from './json.ts';

interface PlanFile {
  readonly path: string;
  readonly text: string;
}

/** What the scripts of a plan are written from. `plan.json` has all of it. */
type ScriptedStep = Omit<Step, 'object' | 'hazards' | 'undo'> & { readonly object: string };
interface Scripted {
  readonly steps: readonly ScriptedStep[];
  readonly rollback: Plan['rollback'];
}

/** The plan as files: its scripts and `plan.json`. */
export const planFiles = (plan: Plan, json: PlanJson): readonly PlanFile[] => [
  ...planScripts(plan),
  { path: 'plan.json', text: jsonText(json) },
];

/** A script for each phase that psql can run, and one for the rollback. */
export function planScripts(plan: Scripted): readonly PlanFile[] {
  const phases = PHASES.flatMap((phase, i) => {
    const steps = plan.steps.filter((step) => step.phase === phase);
    return steps.length > 0 ? [{ path: `${i + 1}-${phase}.sql`, text: steps.map(script).join('\n') }] : [];
  });
  const rollback = plan.rollback.map(({ id, undoes, sql, transactional }) =>
    block(`${id}, undoes ${undoes}`, sql, {
      transactional,
      lockTimeoutMs: transactional ? LOCK_TIMEOUT_MS : 0,
      statementTimeoutMs: 0,
    }),
  );
  return [...phases, { path: 'rollback.down.sql', text: rollback.join('\n') }];
}

const script = (step: ScriptedStep): string =>
  block(`${step.id}  ${step.object}`, step.batch ? batches(step.sql, step.batch) : step.sql, {
    ...step,
    transactional: step.transactional && !step.batch,
    // No lock_timeout for concurrent statements: psql does not clean up, and a timeout would leave an invalid index
    // behind that is in the way of the next attempt.
    lockTimeoutMs: step.transactional ? step.lockTimeoutMs : 0,
  });

interface Mode {
  readonly transactional: boolean;
  readonly lockTimeoutMs: number;
  readonly statementTimeoutMs: number;
}

function block(
  title: string,
  sql: string,
  { transactional, lockTimeoutMs, statementTimeoutMs }: Mode,
): string {
  // A name may hold a line break, which would end the comment.
  const head = `-- ${title.replace(/[\r\n]+/g, ' ')}`;
  const set = (scope: string): string =>
    `SET ${scope}lock_timeout = ${lockTimeoutMs};\nSET ${scope}statement_timeout = ${statementTimeoutMs};`;
  return transactional
    ? `${head}\nBEGIN;\n${set('LOCAL ')}\n${sql}\nCOMMIT;\n`
    : `${head}\n${set('')}\n${sql}\nRESET lock_timeout;\nRESET statement_timeout;\n`;
}

/** A backfill as a loop over page ranges. Each range is committed by itself. */
function batches(sql: string, { table, pages }: NonNullable<Step['batch']>): string {
  const update = sql.replace(/;$/, '');
  return `DO $wesley$
DECLARE
  page bigint := 0;
  pages bigint := pg_relation_size(${quoteLiteral(table)}::regclass) / current_setting('block_size')::int;
BEGIN
  WHILE page <= pages LOOP
    ${update}
      AND ctid >= format('(%s,0)', page)::tid AND ctid < format('(%s,0)', page + ${pages})::tid;
    COMMIT;
    page := page + ${pages};
  END LOOP;
END
$wesley$;`;
}
