/** Why a valid certificate opens no gate here and now: what it means, and what to do. */
export const GATE_REFUSALS = {
  E_ENVIRONMENT: ['The certificate is for another environment.', 'Certify for this environment.'],
  E_REPOSITORY: ['The certificate is for another repository.', 'Deploy from the repository it was made in.'],
  E_COMMIT: ['The certificate is for another commit.', 'Check that commit out, or certify this one.'],
  E_TREE: ['The certificate is for other files than this commit has.', 'Certify this commit.'],
  E_COMMIT_UNKNOWN: ['The certificate names no commit.', 'Certify inside a git work tree.'],
  E_DIRTY: ['There are changes that are not committed.', 'Commit or discard them, then certify again.'],
  E_DATABASE_UNBOUND: ['The certificate names no database.', 'Certify with --dsn.'],
  E_DATABASE: ['The certificate is for another database.', 'Certify against this database.'],
  E_DATABASE_COPY: [
    'This database is a copy of the one that its ledger was written in, or that one after a failover.',
    'If it is the one to deploy to, run `wesley adopt --dsn …`; then certify again.',
  ],
  E_SCHEMA: [
    'The live schema is not the one the plan starts from.',
    'Find out who changed it; certify again.',
  ],
  E_USED: ['The certificate has been used.', 'Certify again for another deployment.'],
  E_SEQUENCE: [
    'The ledger is not as it was when the certificate was made.',
    'Certify again: this one is out of date.',
  ],
  E_POLICY_DIGEST: [
    'The certificate was judged by another policy.',
    'Certify again under the policy in force.',
  ],
  E_REHEARSAL: ['The rehearsal did not pass.', 'Run `wesley rehearse` and read what it says.'],
  E_TESTS: ['No test has run, or one has failed.', 'Run the tests and repair what they show.'],
  E_DRIFT: ['The live schema differed from what was expected, or was not compared.', 'Run `wesley drift`.'],
  E_THRESHOLD: ['A value is beyond the policy’s threshold, or was not measured.', 'See `wesley cert show`.'],
  E_NOT_REPRODUCIBLE: [
    'No clean rebuild gave the same bytes.',
    'Turn requireReproducible off: this version rebuilds nothing.',
  ],
  E_NOT_EXAMINED: [
    'The certificate was not cross-examined.',
    'Turn requireExamination off: this version examines nothing.',
  ],
  E_ROLE_MISSING: ['A role that the policy asks for has not signed.', 'Run `wesley cert sign` in that role.'],
  E_LIFETIME: ['The certificate lives longer than the policy allows.', 'Certify with a shorter lifetime.'],
  E_EXPIRED: ['The certificate has expired.', 'Certify again: the world has moved on.'],
  E_WINDOW: [
    'It is not the time the certificate is for.',
    'Deploy within its window, or certify for another.',
  ],
  E_FRIDAY: ['The policy forbids deployments on a Friday.', 'Wait, or certify with an authorisation.'],
  E_FREEZE: ['The policy has a freeze now.', 'Wait until it ends.'],
} as const satisfies Record<`E_${string}`, readonly [meaning: string, remedy: string]>;

export type GateCode = keyof typeof GATE_REFUSALS;

declare module '../base/codes.ts' {
  interface Codes extends Record<GateCode, true> {}
}

export interface GateRefusal {
  readonly code: GateCode;
  /** One sentence with the values that are at fault. */
  readonly message: string;
}

/** @param detail What was found, added to the sentence of the code. */
export function gateRefusal(code: GateCode, detail?: string): GateRefusal {
  const [meaning] = GATE_REFUSALS[code];
  return { code, message: detail === undefined ? meaning : `${meaning.replace(/\.$/, '')}: ${detail}.` };
}
