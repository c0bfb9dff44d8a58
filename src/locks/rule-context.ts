import type { Catalog, Relation, UserType } from './catalog.ts';
import type { Change } from './change-kind.ts';
import { goneWithColumn, hasDeferredKey, hasPrimaryKey, kinship, unvalidated } from './relation-facts.ts';
import type { RuleContext, Transaction } from './rule.ts';
import { indexesOn, isNew, isNewType, isSchemaUsed } from './rule-facts.ts';

interface KnownHistory {
  readonly catalog: Catalog;
  readonly major: number;
  readonly fileIsTransaction: boolean;
  readonly before: ReadonlySet<Relation | UserType>;
}

/** How far a file has been read. */
interface ReadSoFar {
  readonly transaction: Transaction | null;
  readonly lastEnd: number;
  readonly changes: readonly Change[];
  readonly isAlone: boolean;
}

/** What a rule is told beside a statement that begins at `start`. */
export function contextOf(
  history: KnownHistory,
  session: ReadSoFar,
  start: number,
): Omit<RuleContext, 'reportedBefore'> {
  const { catalog, major, fileIsTransaction } = history;
  return {
    major,
    fileIsTransaction,
    isNew: (relation) => isNew(history, relation),
    isOfThisFile: (relation) =>
      session.changes.some((change) => change.kind === 'create table' && change.relation === relation),
    isKnown: (name) => catalog.relations.get(name)?.assumed === false,
    exists: (name) => catalog.relations.has(name),
    kindOf: (name) => catalog.relations.get(name)?.kind ?? null,
    kinship: (name, named) => kinship(catalog, name, named),
    isNewType: (name) => isNewType(history, name),
    isSchemaUsed: (name) => isSchemaUsed(history, name),
    indexesOn: (relation) => indexesOn(catalog, relation),
    hasPrimaryKey: (relation) => hasPrimaryKey(catalog, relation),
    hasDeferredKey: (relation) => hasDeferredKey(catalog, relation),
    hasPolicy: (relation) => (catalog.relations.get(relation)?.policies.size ?? 0) > 0,
    isNullable: (relation, column) => catalog.relations.get(relation)?.columns.get(column)?.notNull === false,
    goneWithColumn: (relation, column) => goneWithColumn(catalog, relation, column),
    unvalidated: (relation) => unvalidated(catalog, relation),
    transaction: session.transaction,
    earlier: session.changes,
    isAlone: session.isAlone,
    endsLater: session.lastEnd > start,
    lockTimeoutMs: milliseconds(catalog.settings.get('lock_timeout')),
    statementTimeoutMs: milliseconds(catalog.settings.get('statement_timeout')),
  };
}

const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  us: 0.001,
  ms: 1,
  s: 1000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

function milliseconds(setting: string | undefined): number | null {
  const match = /^\s*(-?\d+(?:\.\d+)?)\s*(us|ms|s|min|h|d)?\s*$/.exec(setting ?? '');
  return match ? Number(match[1]) * (UNITS[match[2] ?? ''] ?? 1) : null;
}
