import { keyOf, type Relation } from '../replay/catalog.ts';
import { LOCK_MODES, type LockMode, type RelationKind, type RelationLock, strongest } from '../sql/lock.ts';

export interface OtherLock {
  readonly relation: string;
  readonly mode: LockMode;
}

/** What a statement does to relations that existed before it, as far as its text and the catalog show. */
export interface Effects {
  /** The command tag. */
  readonly kind: string;
  /** `false` when PostgreSQL refuses the statement in a transaction block. */
  readonly transactional: boolean;
  /** The strongest mode on each relation, sorted by relation. */
  readonly locks: readonly RelationLock[];
  readonly indexLocks: readonly OtherLock[];
  readonly sequenceLocks: readonly OtherLock[];
  /** Tables of which every row is rewritten. */
  readonly rewrites: readonly string[];
  /** Tables whose every row is read. */
  readonly scans: readonly string[];
  /** Facts that the prediction depends on but that are not known; each reads "depends on …". */
  readonly unknown: readonly string[];
  /**
   * Why some statements that it runs are not known, so that any of their locks may be missing; `null` when all are
   * known.
   */
  readonly hidden: string | null;
  /** The SQLSTATE with which it is sure to fail, or `null`. */
  readonly failsWith: string | null;
  /** Whom it waits for, besides holders of conflicting locks; or `null`. */
  readonly waitsFor: string | null;
}

/** Collects the effects of one statement during its prediction. */
export interface Recorder {
  readonly major: number;
  readonly modes: Map<Relation, LockMode>;
  readonly rewrites: Set<Relation>;
  readonly scans: Set<Relation>;
  readonly unknown: Set<string>;
  transactional: boolean;
  hidden: string | null;
  failsWith: string | null;
  waitsFor: string | null;
}

export const newRecorder = (major: number): Recorder => ({
  major,
  modes: new Map(),
  rewrites: new Set(),
  scans: new Set(),
  unknown: new Set(),
  transactional: true,
  hidden: null,
  failsWith: null,
  waitsFor: null,
});

export function lock(recorder: Recorder, relation: Relation, mode: LockMode): void {
  recorder.modes.set(relation, strongest(mode, recorder.modes.get(relation) ?? mode));
}

export function lockAll(recorder: Recorder, relations: Iterable<Relation>, mode: LockMode): void {
  for (const relation of relations) lock(recorder, relation, mode);
}

/** Adds a scan. A partitioned table or a view has no storage and so is never scanned itself. */
export function scan(recorder: Recorder, relation: Relation): void {
  if (relation.kind === 'table' || relation.kind === 'materialized view') recorder.scans.add(relation);
}

/** Adds a rewrite: it reads every row, and locks and rebuilds every index. */
export function rewrite(recorder: Recorder, relation: Relation): void {
  if (relation.kind !== 'table' && relation.kind !== 'materialized view') return;
  recorder.rewrites.add(relation);
  scan(recorder, relation);
  lockAll(recorder, relation.indexes, 'AccessExclusiveLock');
}

/** Adds the check of a foreign key: it reads both tables and joins them by whatever indexes they have. */
export function joinRows(recorder: Recorder, sides: Iterable<Relation>): void {
  for (const side of sides) {
    scan(recorder, side);
    lockAll(recorder, side.indexes, 'AccessShareLock');
  }
}

export function fail(recorder: Recorder, sqlState: string): void {
  recorder.failsWith ??= sqlState;
}

/** Adds the effects of a part of a statement to those of the whole. */
export function merge(whole: Recorder, part: Recorder): void {
  for (const [relation, mode] of part.modes) lock(whole, relation, mode);
  for (const relation of part.rewrites) whole.rewrites.add(relation);
  for (const relation of part.scans) whole.scans.add(relation);
  for (const sentence of part.unknown) whole.unknown.add(sentence);
  whole.hidden ??= part.hidden;
}

export function effectsOf(recorder: Recorder, kind: string): Effects {
  const failed = recorder.failsWith !== null;
  const held = failed ? [] : [...recorder.modes].filter(([relation]) => !relation.temporary);
  return {
    kind,
    transactional: recorder.transactional,
    locks: held
      .filter(([{ kind: type }]) => isListed(type))
      .map(([relation, mode]) => ({ relation: keyOf(relation), kind: relation.kind as RelationKind, mode }))
      .sort(byRelation),
    indexLocks: others(held, 'index'),
    sequenceLocks: others(held, 'sequence'),
    rewrites: failed ? [] : [...recorder.rewrites].map(keyOf).sort(),
    scans: failed ? [] : [...recorder.scans].map(keyOf).sort(),
    unknown: [...recorder.unknown],
    hidden: recorder.hidden,
    failsWith: recorder.failsWith,
    waitsFor: recorder.waitsFor,
  };
}

const isListed = (kind: Relation['kind']): boolean =>
  kind !== 'index' && kind !== 'sequence' && kind !== 'composite type';

const others = (
  held: readonly (readonly [Relation, LockMode])[],
  kind: Relation['kind'],
): readonly OtherLock[] =>
  held
    .filter(([relation]) => relation.kind === kind)
    .map(([relation, mode]) => ({ relation: keyOf(relation), mode }))
    .sort(byRelation);

const byRelation = (a: { readonly relation: string }, b: { readonly relation: string }): number =>
  a.relation < b.relation ? -1 : 1;

/** Whether `mode` is at least as strong as `least`. */
export const isAtLeast = (mode: LockMode, least: LockMode): boolean =>
  LOCK_MODES.indexOf(mode) >= LOCK_MODES.indexOf(least);
