import { keyOf } from '../replay/catalog.ts';
import { readsOf } from '../replay/references.ts';
import { type Tree, typeOf } from '../sql/node.ts';
import { type Context, depends } from './context.ts';

const READS_OR_WRITES_ROWS: ReadonlySet<string> = new Set([
  'CopyStmt',
  'DeleteStmt',
  'InsertStmt',
  'MergeStmt',
  'SelectStmt',
  'UpdateStmt',
]);

/**
 * Row security: reads the relations in subqueries of policies. It applies to every role but superusers, the owner and
 * roles with BYPASSRLS.
 */
export function readsOfPolicies(context: Context, statement: Tree): void {
  if (!READS_OR_WRITES_ROWS.has(typeOf(statement))) return;
  const { catalog, recorder } = context;
  for (const table of catalog.guarded) {
    if (!recorder.modes.has(table)) continue;
    const expressions = [...table.policies.values()].flatMap((policy) => policy.expressions);
    const unlocked = [...readsOf(catalog, expressions).keys()].filter((other) => !recorder.modes.has(other));
    if (unlocked.length > 0)
      depends(
        context,
        `whether the policies of ${keyOf(table)} bind the role: then ${unlocked.map(keyOf).join(', ')} is read too`,
      );
  }
}
