import { canonicalJson } from '../base/canonical-json.ts';
import { type Digest, sha256 } from '../base/digest.ts';
import type { ObjectId, Schema } from '../ir/schema.ts';
import type { GeneratedFile } from './target.ts';

/** Lines of one artifact that stand there because of an object. Lines count from 1, both inclusive. */
type MappedLines = {
  readonly file: string;
  readonly startLine: number;
  readonly endLine: number;
  /** Of the lines' UTF-8 text, each with its newline. */
  readonly sha256: Digest;
};

/** Where every object of a schema went: which lines of which artifact, by digest. */
export type EvidenceMap = {
  readonly files: readonly { readonly path: string; readonly lines: number; readonly sha256: Digest }[];
  readonly objects: readonly { readonly id: ObjectId; readonly places: readonly MappedLines[] }[];
};

/**
 * Maps every object of the schema to its lines; one that no artifact speaks of has no places. Files by path, objects by
 * id, places by file and line: the order in which the targets ran leaves no trace.
 */
export function evidenceMap(schema: Schema, files: readonly GeneratedFile[]): EvidenceMap {
  const sorted = files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  const places = new Map<ObjectId, MappedLines[]>(schema.objects.map(({ id }) => [id, []]));
  for (const file of sorted) {
    for (const [object, lines] of placesIn(file)) places.get(object)?.push(...lines);
  }
  return {
    files: sorted.map(({ path, text }) => ({ path, lines: linesOf(text).length, sha256: sha256(text) })),
    objects: schema.objects.map(({ id }) => ({ id, places: places.get(id) ?? [] })),
  };
}

/** `evidence-map.json`: canonical JSON, so that equal maps are equal bytes. */
export function evidenceMapFile(map: EvidenceMap): GeneratedFile {
  return {
    path: 'evidence-map.json',
    text: `${canonicalJson(map)}\n`,
    places: [],
  };
}

/** What doesn't hold of a map, given the files it speaks of; empty when every digest and line is right. */
export function evidenceMapErrors(
  map: EvidenceMap,
  textOf: (path: string) => string | null,
): readonly string[] {
  const errors: string[] = [];
  for (const { path, lines, sha256: expected } of map.files) {
    const text = textOf(path);
    if (text === null) errors.push(`${path} is missing`);
    else if (sha256(text) !== expected || linesOf(text).length !== lines)
      errors.push(`${path} has another digest`);
  }
  for (const { id, places } of map.objects) {
    for (const { file, startLine, endLine, sha256: expected } of places) {
      const text = textOf(file);
      const found =
        text === null
          ? null
          : sha256(
              linesOf(text)
                .slice(startLine - 1, endLine)
                .join(''),
            );
      if (found !== expected) errors.push(`${file}:${startLine}-${endLine} is not what ${id} made of it`);
    }
  }
  return errors;
}

// Every line with its newline: joined again they are the text.
const linesOf = (text: string): readonly string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

/** The places of one file by object, in line order, each once, neighbours joined. */
function placesIn(file: GeneratedFile): ReadonlyMap<ObjectId, readonly MappedLines[]> {
  const lines = linesOf(file.text);
  const ranges = new Map<ObjectId, { start: number; end: number }[]>();
  const ordered = file.places.toSorted((a, b) => a.startLine - b.startLine || a.endLine - b.endLine);
  for (const { object, startLine, endLine } of ordered) {
    if (endLine < startLine) continue;
    const own = ranges.get(object) ?? [];
    const last = own.at(-1);
    if (last && startLine <= last.end + 1) last.end = Math.max(last.end, endLine);
    else own.push({ start: startLine, end: endLine });
    ranges.set(object, own);
  }
  const mapped = ([object, own]: readonly [ObjectId, readonly { start: number; end: number }[]]) =>
    [
      object,
      own.map(({ start, end }) => ({
        file: file.path,
        startLine: start,
        endLine: end,
        sha256: sha256(lines.slice(start - 1, end).join('')),
      })),
    ] as const;
  return new Map([...ranges].map(mapped));
}
