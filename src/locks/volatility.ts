import type { Routine } from '../replay/catalog.ts';
import { routineBody } from '../replay/routine-body.ts';
import { routineOf } from '../replay/routines.ts';
import { as, namesOf, walk } from '../sql/node.ts';
import { builtInFunctions } from './built-in-functions.ts';
import { type Context, depends } from './context.ts';

/**
 * Whether an expression has to be evaluated again for each row. A function that nothing defines counts as volatile,
 * and the effects say that this depends on it.
 */
export function isVolatile(context: Context, expression: unknown): boolean {
  let volatile = false;
  walk([expression], (type, fields) => {
    if (type === 'NextValueExpr') volatile = true;
    if (type === 'FuncCall') volatile ||= isVolatileCall(context, namesOf(fields['funcname']));
  });
  return volatile;
}

function isVolatileCall(context: Context, parts: readonly string[]): boolean {
  const routine = routineOf(context.catalog, parts);
  if (routine) return routineIsVolatile(context, routine);
  if (builtInFunctions().volatile.has(parts.at(-1) ?? '')) return true;
  if (isBuiltIn(parts)) return false;
  depends(context, `whether ${parts.join('.')}() is volatile: nothing that was read defines it`);
  return true;
}

/** Whether a name is one of PostgreSQL's own functions. */
export function isBuiltIn(parts: readonly string[]): boolean {
  const { volatile, others } = builtInFunctions();
  const name = parts.at(-1) ?? '';
  return parts[0] === 'pg_catalog' || volatile.has(name) || others.has(name);
}

// PostgreSQL inlines an SQL function of a single SELECT before it judges volatility, so the body decides.
// inline_function() of clauses.c
function routineIsVolatile(context: Context, routine: Routine): boolean {
  if (routine.volatility !== 'volatile') return false;
  if (routine.language !== 'sql' || context.visiting.has(routine)) return true;
  const select = inlinedSelect(routine);
  if (!select) return true;
  const known = context.volatile.get(routine);
  if (known !== undefined) return known;
  context.visiting.add(routine);
  const volatile = isVolatile(context, select);
  context.visiting.delete(routine);
  context.volatile.set(routine, volatile);
  return volatile;
}

function inlinedSelect(routine: Routine): unknown {
  const { statements } = routineBody(routine);
  const select = as(statements[0], 'SelectStmt');
  if (statements.length !== 1 || !select || select['fromClause']) return null;
  return select['targetList'];
}
