import type { Digest } from '../base/digest.ts';
import { statedText } from '../base/plain-text.ts';
import type { VerifiedCertificate } from '../certificate/verify.ts';
import { type GateRefusal, gateRefusal } from './refusal.ts';

/** What tells a database from its copies. */
interface Home {
  readonly systemIdentifier: string;
  readonly oid: string;
  readonly timeline: number;
}

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
    readonly oid: string;
    readonly timeline: number;
    /** Wesley's own identity of the database, and where and by which certificate's deployment it was given; `null` before the first. */
    readonly identity: {
      readonly id: string;
      readonly home: Home | null;
      readonly givenBy: string | null;
    } | null;
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
  const repository = differs(target.repository, git.repository && statedText(git.repository));
  if (repository !== null) return gateRefusal('E_REPOSITORY', repository);
  const commit = differs(target.commit, git.commit);
  if (commit !== null) return gateRefusal('E_COMMIT', commit);
  const tree = differs(target.tree, git.tree);
  return tree === null ? null : gateRefusal('E_TREE', tree);
}

function checkDatabase(certificate: VerifiedCertificate, { database }: Observed): GateRefusal | null {
  const certified = certificate.predicate.target.database;
  const { systemIdentifier, name, fromSchema, oid, timeline } = certified;
  if (systemIdentifier === null || name === null || fromSchema === null)
    return gateRefusal('E_DATABASE_UNBOUND');
  if (oid == null || timeline == null)
    return gateRefusal(
      'E_DATABASE_UNBOUND',
      'it was made by a version that did not certify OID and timeline',
    );
  const copy = copyOf(database);
  if (copy !== null) return gateRefusal('E_DATABASE_COPY', copy);
  const differs = (what: string, due: string | number, found: string | number): string | null =>
    due === found ? null : `it is for ${what} ${due}, not for ${found}`;
  const other =
    differs('the system', systemIdentifier, database.systemIdentifier) ??
    differs('the database', name, statedText(database.name)) ??
    differs(`a database ${name} with OID`, oid, database.oid) ??
    differs('timeline', timeline, database.timeline) ??
    otherIdentity(certificate, database.identity);
  return other === null ? null : gateRefusal('E_DATABASE', other);
}

/** Certified before the first deployment, a certificate names no identity; the one that it gave itself is its own. */
function otherIdentity(
  { predicate }: VerifiedCertificate,
  found: Observed['database']['identity'],
): string | null {
  const due = predicate.target.database.identity;
  if (due === (found?.id ?? null)) return null;
  if (due === null && found?.givenBy === predicate.certificate.id) return null;
  if (due === null) return `it was certified before the database had its identity, ${found?.id}`;
  return `it is for the identity ${due}, not for ${found?.id ?? 'a database without one'}`;
}

/** In what the database differs from the one its ledger was written in, or `null`. */
export function copyOf(database: Home & Pick<Observed['database'], 'identity'>): string | null {
  const home = database.identity?.home ?? null;
  if (home === null) return null;
  const differs = (what: string, was: string | number, is: string | number): string | null =>
    was === is ? null : `its ledger was written on ${what} ${was}, and this is ${is}`;
  return (
    differs('the system', home.systemIdentifier, database.systemIdentifier) ??
    differs('the database with OID', home.oid, database.oid) ??
    differs('timeline', home.timeline, database.timeline)
  );
}

function checkLedger(certificate: VerifiedCertificate, { ledger, database }: Observed): GateRefusal | null {
  const { sequence } = certificate.predicate.certificate;
  const { fromSchema } = certificate.predicate.target.database;
  if (ledger.finished) return gateRefusal('E_USED');
  if (ledger.lastSequence !== null && !(sequence > ledger.lastSequence))
    return gateRefusal('E_SEQUENCE', `${sequence} does not follow ${ledger.lastSequence}`);
  const certifiedAfter = certificate.predicate.target.database.lastSequence ?? null;
  if (ledger.lastSequence !== certifiedAfter)
    return gateRefusal(
      'E_SEQUENCE',
      `it was certified after ${certifiedAfter ?? 'none'}, and the last one here is ${ledger.lastSequence ?? 'none'}`,
    );
  const due = ledger.resumeAt ?? [fromSchema];
  return due.includes(database.schema) ? null : gateRefusal('E_SCHEMA', `it is ${database.schema}`);
}
