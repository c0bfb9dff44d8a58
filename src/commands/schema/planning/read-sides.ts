import { changedTables } from '../../../diff/changed-tables.ts';
import { diff } from '../../../diff/diff.ts';
import { comparable } from '../../../ir/comparable.ts';
import { elaborate } from '../../../ir/elaborate.ts';
import type { Schema } from '../../../ir/schema.ts';
import { cutTo, type Scope, scopeOf } from '../../../ir/scope.ts';
import type { Session } from '../../../world/engine.ts';

/** A database and what it should be, as one server prints them. */
export interface Sides {
  readonly from: Schema;
  readonly to: Schema;
  /** Where both are only a part of what is there. */
  readonly scope: Scope | null;
}

// Up to so many tables a database is made anew as a whole. A table takes some 3 ms and half a megabyte, and it is
// made up to eight times.
const WHOLE_UP_TO = 100;

/**
 * Both sides as one server prints them; of a large database only what the change can touch.
 *
 * @param target With what is carried: a plan leaves it alone.
 */
export async function readSides(live: Schema, target: Schema, session: Session): Promise<Sides> {
  const whole = async (from: Schema, to: Schema) => ({
    from: await elaborate(from, session),
    to: await elaborate(to, session),
  });
  if (tableCount(live) <= WHOLE_UP_TO) return { ...(await whole(live, target)), scope: null };
  const [before, after] = await comparable(live, target, async () => session);
  const scope = scopeOf(live, target, changedTables(diff(before, after), [live, target]));
  return { ...(await whole(cutTo(live, scope), cutTo(target, scope))), scope };
}

export const tableCount = ({ objects }: Schema): number =>
  objects.filter(({ kind }) => kind === 'table').length;
