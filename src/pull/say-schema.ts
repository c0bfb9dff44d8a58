import type { Diagnostic } from '../base/diagnostic.ts';
import { alteredFacts } from '../ir/altered-facts.ts';
import { compile } from '../ir/compile.ts';
import type { ObjectId, Schema, SchemaObject } from '../ir/schema.ts';
import { sameFacts } from '../ir/schema-of.ts';
import { readSdl } from '../sdl/read.ts';
import { withWhole, wontSay } from './unsayable.ts';
import { type Draft, draftSdl } from './write-sdl.ts';

/** An object that the schema language can't say, and why. */
export interface Unsaid {
  readonly object: ObjectId;
  readonly reason: string;
}

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
  const unsaid = new Map<ObjectId, string>(withWhole(schema, wontSay(schema)));
  for (;;) {
    const draft = draftSdl(schema, (id) => !unsaid.has(id));
    const known = unsaid.size;
    const found = differences(schema, draft, unsaid);
    for (const [id, reason] of withWhole(schema, found)) if (!unsaid.has(id)) unsaid.set(id, reason);
    if (found.size === 0) return { text: draft.text, unsaid: sorted(unsaid) };
    if (unsaid.size === known)
      throw new Error(`a schema is not read back as it was written: ${[...found].join('; ')}`);
  }
}

const sorted = (unsaid: ReadonlyMap<ObjectId, string>): readonly Unsaid[] =>
  [...unsaid]
    .map(([object, reason]) => ({ object, reason }))
    .toSorted((a, b) => (a.object < b.object ? -1 : 1));

/** Objects that the text does not give back, and why. */
function differences(
  schema: Schema,
  draft: Draft,
  unsaid: ReadonlyMap<ObjectId, string>,
): ReadonlyMap<ObjectId, string> {
  if (!schema.objects.some(({ id, kind }) => kind === 'table' && !unsaid.has(id))) return new Map();
  const document = readSdl(draft.text, 'schema.graphql');
  const compiled = document.value === null ? document : compile(document.value, { scalars: {} });
  if (compiled.value === null) return refusedBy(compiled.diagnostics, draft);
  const found = new Map<ObjectId, string>();
  const read = new Map(compiled.value.objects.map((object) => [object.id, object]));
  const written = new Set(schema.objects.map(({ id }) => id));
  for (const object of schema.objects) {
    if (object.kind === 'carried' || unsaid.has(object.id)) continue;
    const back = read.get(object.id);
    if (back === undefined) found.set(object.id, 'the schema language leaves it out');
    else if (!sameFacts(back, withoutCarried(object)))
      found.set(
        object.id,
        `the schema language gives it another ${alteredFacts(withoutCarried(object), back).join(', ')}`,
      );
  }
  for (const object of compiled.value.objects)
    if (!written.has(object.id) && 'table' in object)
      found.set(object.table, `the schema language adds ${object.id}`);
  return found;
}

function withoutCarried(object: SchemaObject): SchemaObject {
  if (!('carried' in object)) return object;
  const { carried: _, ...rest } = object;
  return rest;
}

/** The object whose text a diagnostic points at. */
function refusedBy(diagnostics: readonly Diagnostic[], { places }: Draft): ReadonlyMap<ObjectId, string> {
  return new Map(
    diagnostics.map(({ span, message }) => {
      const at = places.findLast(({ start }) => start <= (span?.start ?? 0));
      if (!at) throw new Error(`the schema that was written is refused: ${message}`);
      return [at.object, message];
    }),
  );
}
