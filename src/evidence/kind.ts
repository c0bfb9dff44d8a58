import type { z } from 'zod';

/** One kind of evidence: which certified file holds the result, and the schema of it. */
export interface EvidenceKind<Body> {
  readonly file: string;
  /** The member of the JSON file that holds the result; `null` when it is the whole file. */
  readonly part: string | null;
  readonly body: z.ZodType<Body>;
}

export const defineEvidence = <Body>(kind: EvidenceKind<Body>): EvidenceKind<Body> => kind;
