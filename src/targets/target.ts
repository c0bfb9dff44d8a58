import type { ObjectId, Schema } from '../ir/schema.ts';

/** The lines of a generated file that stand there because of one object. Lines count from 1, both inclusive. */
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

/** Turns a schema into files. The same schema gives the same bytes on every machine. */
export interface Target {
  readonly name: string;
  readonly summary: string;
  /**
   * Every file it writes, relative to the output folder: `types.ts`, or with `/` at its end a folder that no other
   * target writes into. A certificate binds it by them, so that they stay what they are.
   */
  readonly artifacts: readonly string[];
  /** Where a certificate names it apart from the other targets too: the snapshot of the schema, the tests. */
  readonly certifiedAs?: 'ir' | 'tests';
  generate(schema: Schema): readonly GeneratedFile[];
}

/** Whether a file is one of those that a target declares. */
export const isDeclared = ({ artifacts }: Pick<Target, 'artifacts'>, path: string): boolean =>
  artifacts.some((artifact) => (artifact.endsWith('/') ? path.startsWith(artifact) : path === artifact));

export const defineTarget = (target: Target): Target => target;
