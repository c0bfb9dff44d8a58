import type { Change } from '../diff/change.ts';
import { alteredFacts } from '../ir/altered-facts.ts';
import type { ObjectKind, SchemaObject } from '../ir/schema.ts';
import type { Claim, Claims, Context } from './recipe.ts';

type ObjectOf<Kind extends ObjectKind> = Extract<SchemaObject, { readonly kind: Kind }>;

/** An object as it was and as it will be. */
export interface Altered<Kind extends ObjectKind> {
  readonly before: ObjectOf<Kind>;
  readonly after: ObjectOf<Kind>;
}

const isA = <Kind extends ObjectKind>(object: SchemaObject, kind: Kind): object is ObjectOf<Kind> =>
  object.kind === kind;

/** Claims single changes: each one for which `pick` gives a part. */
export const each =
  <Part>(pick: (change: Change, context: Context) => Part | null): Claims<Part> =>
  (changes, context) =>
    changes.flatMap((change): readonly Claim<Part>[] => {
      const part = pick(change, context);
      return part === null ? [] : [{ changes: [change], part }];
    });

/** Claims new objects of a kind. */
export const created = <Kind extends ObjectKind>(
  kind: Kind,
  fits: (object: ObjectOf<Kind>, context: Context) => boolean = () => true,
): Claims<ObjectOf<Kind>> =>
  each((change, context) => {
    if (change.kind !== 'create') return null;
    const { after } = change;
    return isA(after, kind) && fits(after, context) ? after : null;
  });

/** Claims objects of a kind when nothing but these facts and the comment changes. */
export const altered = <Kind extends ObjectKind>(
  kind: Kind,
  facts: readonly string[],
  fits: (altered: Altered<Kind>) => boolean,
): Claims<Altered<Kind>> =>
  each((change) => {
    if (change.kind !== 'alter') return null;
    const { before, after } = change;
    if (!isA(before, kind) || !isA(after, kind) || !fits({ before, after })) return null;
    const others = alteredFacts(before, after).filter((fact) => fact !== 'comment' && !facts.includes(fact));
    return others.length === 0 ? { before, after } : null;
  });
