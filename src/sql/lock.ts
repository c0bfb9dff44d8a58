/** Table lock modes from weakest to strongest, as `pg_locks.mode` spells them. */
export const LOCK_MODES = [
  'AccessShareLock',
  'RowShareLock',
  'RowExclusiveLock',
  'ShareUpdateExclusiveLock',
  'ShareLock',
  'ShareRowExclusiveLock',
  'ExclusiveLock',
  'AccessExclusiveLock',
] as const;

export type LockMode = (typeof LOCK_MODES)[number];

/** The strongest of any number of modes; `null` of none. */
export const strongestOf = (modes: readonly LockMode[]): LockMode | null =>
  modes.reduce<LockMode | null>((top, mode) => (top === null ? mode : strongest(top, mode)), null);

/** The stronger of two modes. */
export const strongest = (a: LockMode, b: LockMode): LockMode =>
  LOCK_MODES.indexOf(a) >= LOCK_MODES.indexOf(b) ? a : b;

export type RelationKind = 'table' | 'partitioned table' | 'view' | 'materialized view' | 'foreign table';

/** The strongest `mode` one statement holds on a relation that existed before it. */
export interface RelationLock {
  /** `schema.name`, unquoted. */
  readonly relation: string;
  readonly kind: RelationKind;
  readonly mode: LockMode;
}
