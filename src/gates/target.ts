import type { Digest } from '../base/digest.ts';
import type { VerifiedCertificate } from '../certificate/verify.ts';
import { type GateRefusal, gateRefusal } from './refusal.ts';

/** What `deploy` finds where it is about to work. */
export interface Observed {
  /** Unix time in milliseconds. */
  readonly nowMs: number;
  readonly environment: string;
  /** Every field `null` outside a git work tree. */
  readonly git: {
    readonly repository: string | null;
    readonly commit: string | null;
    readonly tree: string | null;
    readonly dirty: boolean | null;
    /** What is dirty. */
    readonly dirt: string | null;
  };
  readonly database: {
    readonly systemIdentifier: string;
    readonly name: string;
    /** Wesley's own identity of a `pglite:` folder, else `null`. */
    readonly identity: string | null;
    /** Digest of the live schema. */
    readonly schema: Digest;
  };
  /** What this database says was applied to it. */
  readonly ledger: {
    /** This certificate was applied to its end, or another plan was begun under its id. */
    readonly finished: boolean;
    /**
     * `null` where this certificate was never begun. Else the digests the live schema may have: after its last
     * finished step, and before or after a step in doubt.
     */
    readonly resumeAt: readonly Digest[] | null;
    /** The greatest sequence of any other certificate begun for this environment, or `null`. */
    readonly lastSequence: number | null;
  };
  /** Whether somebody has rebuilt everything and confirmed this certificate; `null` where nobody did. */
  readonly examined: boolean | null;
}

/** Whether a certificate is for exactly this environment, code and database, at exactly this point of its history. */
export function checkTarget(certificate: VerifiedCertificate, observed: Observed): GateRefusal | null {
  return (
    checkEnvironment(certificate, observed) ??
    checkCode(certificate, observed) ??
    checkDatabase(certificate, observed) ??
    checkLedger(certificate, observed)
  );
}

function checkEnvironment({ predicate }: VerifiedCertificate, observed: Observed): GateRefusal | null {
  const { environment } = predicate.target;
  return environment === observed.environment
    ? null
    : gateRefusal('E_ENVIRONMENT', `it is for ${environment}, not for ${observed.environment}`);
}

// A certificate made outside git fits only outside git: null equals null and nothing else.
function checkCode({ predicate: { target } }: VerifiedCertificate, { git }: Observed): GateRefusal | null {
  const differs = (certified: string | null, found: string | null): string | null =>
    certified === found ? null : `it is for ${certified ?? 'none'}, not for ${found ?? 'none'}`;
  const repository = differs(target.repository, git.repository);
  if (repository !== null) return gateRefusal('E_REPOSITORY', repository);
  const commit = differs(target.commit, git.commit);
  if (commit !== null) return gateRefusal('E_COMMIT', commit);
  const tree = differs(target.tree, git.tree);
  return tree === null ? null : gateRefusal('E_TREE', tree);
}

function checkDatabase({ predicate }: VerifiedCertificate, { database }: Observed): GateRefusal | null {
  const { systemIdentifier, name, identity, fromSchema } = predicate.target.database;
  if (systemIdentifier === null || name === null || fromSchema === null)
    return gateRefusal('E_DATABASE_UNBOUND');
  if (
    systemIdentifier !== database.systemIdentifier ||
    name !== database.name ||
    identity !== database.identity
  ) {
    const certified = `${name} on ${identity ?? systemIdentifier}`;
    const found = `${database.name} on ${database.identity ?? database.systemIdentifier}`;
    return gateRefusal('E_DATABASE', `it is for ${certified}, not for ${found}`);
  }
  return null;
}

function checkLedger(certificate: VerifiedCertificate, { ledger, database }: Observed): GateRefusal | null {
  const { sequence } = certificate.predicate.certificate;
  const { fromSchema } = certificate.predicate.target.database;
  if (ledger.finished) return gateRefusal('E_USED');
  if (ledger.lastSequence !== null && !(sequence > ledger.lastSequence))
    return gateRefusal('E_SEQUENCE', `${sequence} does not follow ${ledger.lastSequence}`);
  const due = ledger.resumeAt ?? [fromSchema];
  return due.includes(database.schema) ? null : gateRefusal('E_SCHEMA', `it is ${database.schema}`);
}
