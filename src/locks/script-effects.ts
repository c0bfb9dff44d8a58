import type { Relation } from '../replay/catalog.ts';
import { adopt, catalogOf, replay } from '../replay/replay.ts';
import { parseSql } from '../sql/parser.ts';
import type { Effects } from './effects.ts';
import { predict } from './predict.ts';

/**
 * Effects of each step of a plan in a database that `baseSql` describes. Each step is predicted after the steps
 * before it.
 *
 * @param steps One complete statement each.
 * @throws {SqlSyntaxError} when the base or a step is no SQL: the caller's bug.
 */
export function predictScript(baseSql: string, steps: readonly string[], major: number): readonly Effects[] {
  const catalog = catalogOf(baseSql);
  const assumed = new Map<string, Relation>();
  return steps.map((sql) => {
    const [statement, ...more] = parseSql(sql);
    if (!statement || more.length > 0) throw new Error(`a step is one statement: ${sql}`);
    const effects = predict(statement.stmt, catalog, major, assumed);
    adopt(catalog, assumed);
    assumed.clear();
    replay(statement.stmt, catalog);
    return effects;
  });
}
