/**
 * The pipeline, in the order data flows through it. A stage imports types from the stages before it,
 * functions from `LIBRARIES`, and nothing from the stages after it: `architecture.test.ts` checks.
 */
export const STAGES = [
  'base', // spans, diagnostics, digests, canonical JSON: knows nothing of databases
  'sql', // what PostgreSQL is: the parser, statements, lock modes, identifiers
  'replay', // Statement[] -> Catalog: what the statements before this one left behind
  'locks', // Statement x Catalog -> Effects, what each part of the statement changes
  'impact', // Effects x Stats -> who waits, for how long
  'check', // Statement[] x Rule[] -> Finding[]; fix, runners, foreign: comments and rules of other tools
  'sdl', // GraphQL text -> Document
  'ir', // Document or catalog rows -> Schema
  'targets', // Schema -> files
  'diff', // Schema x Schema -> Change[]
  'plan', // Change[] -> Plan
  'rehearse', // Plan x Engine -> Rehearsal
  'evidence', // everything above -> Evidence
  'certificate', // Evidence x key -> Certificate -> Verdict
  'gates', // Verdict x Policy -> Decision
  'deploy', // Plan x Decision x Engine -> Deployment
] as const;

/** Folders whose functions any later stage may call. */
export const LIBRARIES: readonly string[] = ['base', 'sql', 'replay', 'locks', 'impact', 'ir'];

/** Folders that touch the world: `shell` provides what stages ask for, `commands` joins the two. */
export const OUTER: readonly string[] = ['shell', 'commands'];
