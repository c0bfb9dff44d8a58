import type { ObjectId, Schema } from '../ir/schema.ts';

/** The lines of a generated file that were written for one object. Lines count from 1, both inclusive. */
export interface Place {
  readonly object: ObjectId;
  readonly startLine: number;
  readonly endLine: number;
}

export interface GeneratedFile {
  /** Relative to the output folder, `/`-separated. */
  readonly path: string;
  readonly text: string;
  readonly places: readonly Place[];
}

/** Says where each object of the schema went in the files of all targets; it lies beside them. */
export const EVIDENCE_MAP_FILE = 'evidence-map.json';

/** Turns a schema into files. The same schema gives the same bytes on every machine. */
export interface Target {
  readonly name: string;
  readonly summary: string;
  /**
   * Every file that it writes, relative to the output folder: `types.ts`, or a folder with `/` at its end into which
   * no other target writes. A certificate states one digest per target over these files, so a target must not change
   * them later.
   */
  readonly artifacts: readonly string[];
  /**
   * What the certificate states this target's output as, besides its place among all targets: the snapshot of the
   * schema (`ir`) or the tests.
   */
  readonly certifiedAs?: 'ir' | 'tests';
  generate(schema: Schema): readonly GeneratedFile[];
}

/** Whether a target declares a file as its own. */
export const isDeclared = ({ artifacts }: Pick<Target, 'artifacts'>, path: string): boolean =>
  artifacts.some((artifact) => (artifact.endsWith('/') ? path.startsWith(artifact) : path === artifact));

export const defineTarget = (target: Target): Target => target;
