import type { Diagnostic } from '../base/diagnostic.ts';
import { alteredFacts } from '../ir/altered-facts.ts';
import { compile } from '../ir/compile.ts';
import type { ObjectId, Schema, SchemaObject } from '../ir/schema.ts';
import { sameFacts, withoutCarriedFacts } from '../ir/schema-of.ts';
import { readSdl } from '../sdl/read.ts';
import { ownReason, type Reason, type Reasons, withWhole, wontSay } from './unsayable.ts';
import { type Draft, draftSdl } from './write-sdl.ts';

/** An object that the schema language can't say, and why. */
type Unsaid = Reason & { readonly object: ObjectId };

export interface SaidSchema {
  /** `schema.graphql`: compiled, it gives each object that it says with the same facts. Empty where it says no table. */
  readonly text: string;
  /** Sorted by id. A table that isn't said takes all of its parts along. */
  readonly unsaid: readonly Unsaid[];
}

/**
 * A schema, as a catalog gives it, in the schema language. Carried objects are none of it, nor is what `carried` of a
 * table, column or index holds. The text is read and compiled again here: what does not come back with the same facts
 * is not said.
 */
export function saySchema(schema: Schema): SaidSchema {
  const unsaid = new Map<ObjectId, Reason>(withWhole(schema, wontSay(schema)));
  for (;;) {
    const left = schema.objects.filter(({ id, kind }) => kind !== 'carried' && !unsaid.has(id));
    if (!left.some(({ kind }) => kind === 'table')) {
      for (const { id } of left) unsaid.set(id, ownReason('no table is left that a schema could have'));
      return { text: '', unsaid: sorted(unsaid) };
    }
    const draft = draftSdl(schema, (id) => !unsaid.has(id));
    const found = differences(left, draft);
    if (found.size === 0) return { text: draft.text, unsaid: sorted(unsaid) };
    const known = unsaid.size;
    for (const [id, reason] of withWhole(schema, found)) if (!unsaid.has(id)) unsaid.set(id, reason);
    if (unsaid.size === known)
      throw new Error(`a schema is not read back as it was written: ${JSON.stringify([...found])}`);
  }
}

const sorted = (unsaid: Reasons): readonly Unsaid[] =>
  [...unsaid]
    .map(([object, reason]) => ({ object, ...reason }))
    .toSorted((a, b) => (a.object < b.object ? -1 : 1));

/** Of these objects those that the text does not give back, and why. */
function differences(objects: readonly SchemaObject[], draft: Draft): Reasons {
  const document = readSdl(draft.text, 'schema.graphql');
  const compiled = document.value === null ? document : compile(document.value, { scalars: {} });
  if (compiled.value === null) return refusedBy(compiled.diagnostics, draft);
  const found = new Map<ObjectId, Reason>();
  const read = new Map(compiled.value.objects.map((object) => [object.id, object]));
  for (const object of objects) {
    const reason = differenceFrom(withoutCarriedFacts(object), read.get(object.id));
    if (reason !== null) found.set(object.id, ownReason(reason));
    read.delete(object.id);
  }
  for (const more of read.values())
    if ('table' in more) found.set(more.table, ownReason(`the schema language adds ${more.id}`));
  return found;
}

function differenceFrom(object: SchemaObject, back: SchemaObject | undefined): string | null {
  if (back === undefined) return 'the schema language leaves it out';
  if (sameFacts(back, object)) return null;
  return `the schema language gives it another ${alteredFacts(object, back).join(', ')}`;
}

/** The objects whose texts diagnostics point at. A text that is too large as a whole is nobody's fault. */
function refusedBy(diagnostics: readonly Diagnostic[], { places }: Draft): Reasons {
  return new Map(
    diagnostics
      .filter(({ code }) => code !== 'TOO_LARGE')
      .map(({ span, message }) => {
        const at = places.findLast(({ start }) => start <= (span?.start ?? 0));
        if (!at) throw new Error(`the schema that was written is refused: ${message}`);
        return [at.object, ownReason(message)];
      }),
  );
}
