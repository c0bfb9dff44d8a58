import type { z } from 'zod';

/** One kind of evidence: where among the certified files what was seen lies, and what it looks like. */
export interface EvidenceKind<Body> {
  readonly file: string;
  /** The member of a JSON file that it is; `null` for the whole of a file. */
  readonly part: string | null;
  readonly body: z.ZodType<Body>;
}

export const defineEvidence = <Body>(kind: EvidenceKind<Body>): EvidenceKind<Body> => kind;
