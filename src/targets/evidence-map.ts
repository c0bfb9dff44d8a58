import { canonicalJson } from '../base/canonical-json.ts';
import { type Digest, sha256 } from '../base/digest.ts';
import type { ObjectId, Schema } from '../ir/schema.ts';
import { EVIDENCE_MAP_FILE, type GeneratedFile } from './target.ts';

/** First and last line, counted from 1, both inclusive. */
type LineRange = readonly [first: number, last: number];

/**
 * For every object of a schema: the lines of generated files that were written for it. A file has one digest, which holds
 * for all of its ranges.
 */
export type EvidenceMap = {
  readonly files: readonly { readonly path: string; readonly lines: number; readonly sha256: Digest }[];
  /** Places by path. */
  readonly objects: readonly {
    readonly id: ObjectId;
    readonly places: Readonly<Record<string, readonly LineRange[]>>;
  }[];
};

/**
 * Maps every object of the schema to its lines. An object that no file speaks of has no places. Everything is sorted
 * (files by path, objects by id, ranges by line), so the order in which targets run does not matter.
 */
export function evidenceMap(schema: Schema, files: readonly GeneratedFile[]): EvidenceMap {
  const sorted = files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  const places = new Map<ObjectId, Record<string, LineRange[]>>(schema.objects.map(({ id }) => [id, {}]));
  for (const file of sorted) {
    for (const [object, ranges] of rangesIn(file)) {
      const own = places.get(object);
      if (own) own[file.path] = ranges;
    }
  }
  return {
    files: sorted.map(({ path, text }) => ({ path, lines: countLines(text), sha256: sha256(text) })),
    objects: schema.objects.map(({ id }) => ({ id, places: places.get(id) ?? {} })),
  };
}

/** `evidence-map.json`: canonical JSON, so that equal maps are equal bytes. */
export function evidenceMapFile(map: EvidenceMap): GeneratedFile {
  return {
    path: EVIDENCE_MAP_FILE,
    text: `${canonicalJson(map)}\n`,
    places: [],
  };
}

/** What is wrong in a map, compared with the files that it speaks of; empty when every digest and range is right. */
export function evidenceMapErrors(
  map: EvidenceMap,
  textOf: (path: string) => string | null,
): readonly string[] {
  const lengths = new Map(map.files.map(({ path, lines }) => [path, lines]));
  const files = map.files.flatMap(({ path, lines, sha256: expected }) => {
    const text = textOf(path);
    if (text === null) return [`${path} is missing`];
    return sha256(text) === expected && countLines(text) === lines ? [] : [`${path} has another digest`];
  });
  const objects = map.objects.flatMap(({ id, places }) =>
    Object.entries(places).flatMap(([file, ranges]) =>
      ranges
        .filter(([first, last]) => first < 1 || last < first || last > (lengths.get(file) ?? 0))
        .map(([first, last]) => `${file}:${first}-${last} of ${id} is not in the file`),
    ),
  );
  return [...files, ...objects];
}

/** The number of lines; the last one may lack its newline. */
function countLines(text: string): number {
  let count = text === '' || text.endsWith('\n') ? 0 : 1;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

/** The ranges of one file by object, in line order, without repetition; adjacent ranges are joined. */
function rangesIn({ places }: GeneratedFile): ReadonlyMap<ObjectId, LineRange[]> {
  const ranges = new Map<ObjectId, LineRange[]>();
  const ordered = places.toSorted((a, b) => a.startLine - b.startLine || a.endLine - b.endLine);
  for (const { object, startLine, endLine } of ordered) {
    if (endLine < startLine) continue;
    const own = ranges.get(object);
    const last = own?.at(-1);
    if (!own) ranges.set(object, [[startLine, endLine]]);
    else if (last && startLine <= last[1] + 1) own[own.length - 1] = [last[0], Math.max(last[1], endLine)];
    else own.push([startLine, endLine]);
  }
  return ranges;
}
