import type { Place, Ran } from './place.ts';

/** The ways that many tests walk. */

/** Two signing keys and the trust store that knows them, in the place's folder. */
export function makeKeys({ ok }: Place): void {
  ok('keys', 'new', '--role', 'HOLMES', '--out', 'holmes.pem', '--no-passphrase');
  ok('keys', 'new', '--role', 'WAT-SUM', '--out', 'wat-sum.pem', '--no-passphrase');
  ok('trust', 'init', '--key', 'holmes.pem.pub', '--key', 'wat-sum.pem.pub', '--out', 'trust.json');
}

export function signTwice({ ok }: Place): void {
  ok('cert', 'sign', '--signer', 'HOLMES', '--key', 'holmes.pem', '--in', 'SHIPME.md');
  ok('cert', 'sign', '--signer', 'WAT-SUM', '--key', 'wat-sum.pem', '--in', 'SHIPME.md');
}

/** Certifies a schema for a database and signs it twice. */
export function certify(place: Place, schema: string, dsn: string, ...more: readonly string[]): void {
  place.ok('certify', '--env', 'dev', '--schema', schema, '--dsn', dsn, '--out', 'SHIPME.md', ...more);
  signTwice(place);
}

export const deployArgs = (dsn: string): readonly string[] => [
  ...['deploy', '--env', 'dev', '--dsn', dsn, '--in', 'SHIPME.md', '--trust', 'trust.json', '--json'],
];

export const deploy = (place: Place, dsn: string, ...more: readonly string[]): Ran =>
  place.wesley(...deployArgs(dsn), ...more);

/** What `deploy --json` printed, with its exit code. */
export interface Deployed {
  readonly exit: number;
  readonly verdict: string;
  readonly outcome: string;
  readonly code: string | null;
  readonly message: string;
  readonly steps?: { readonly total: number; readonly ran: readonly string[] };
}

export const deployed = ({ exit, out, err }: Ran): Deployed => {
  if (!out.startsWith('{')) throw new Error(`deploy ended with ${exit} and printed no verdict\n${out}${err}`);
  return { exit, ...JSON.parse(out) };
};
