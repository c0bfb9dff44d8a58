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
  generate(schema: Schema): readonly GeneratedFile[];
}

export const defineTarget = (target: Target): Target => target;
