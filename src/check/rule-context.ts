import type { Catalog, Relation, UserType } from '../replay/catalog.ts';
import {
  goneWithColumn,
  hasDeferredKey,
  hasPrimaryKey,
  isNullable,
  kinship,
  unvalidated,
} from '../replay/relation-facts.ts';
import type { RuleContext } from './rule.ts';
import { indexesOn, isNew, isNewType, isSchemaUsed } from './rule-facts.ts';
import type { Session } from './session.ts';

interface KnownHistory {
  readonly catalog: Catalog;
  readonly major: number;
  readonly before: ReadonlySet<Relation | UserType>;
}

/** How far a file has been read. */
type ReadSoFar = Pick<
  Session,
  'at' | 'asked' | 'changes' | 'fresh' | 'isAlone' | 'reported' | 'transactions' | 'written'
>;

/**
 * What rules may ask of a history and a session. One object serves all statements of a file: its answers follow the
 * session.
 */
export function contextOf(history: KnownHistory, session: ReadSoFar): RuleContext {
  const { catalog, major } = history;
  const isNewHere = (relation: string): boolean => session.fresh?.has(relation) ?? isNew(history, relation);
  const isOfThisFile = (relation: string): boolean =>
    session.changes.some((change) => change.kind === 'create table' && change.relation === relation);
  return {
    major,
    get fileIsTransaction() {
      return session.transactions.section.sharing === 'transaction';
    },
    isNew: isNewHere,
    isOfThisFile,
    isEmpty: (relation) => isNewHere(relation) && isOfThisFile(relation) && !session.written.has(relation),
    isKnown: (name) => catalog.relations.get(name)?.assumed === false,
    exists: (name) => catalog.relations.has(name),
    kindOf: (name) => catalog.relations.get(name)?.kind ?? null,
    kinship: (name, named) => kinship(catalog, name, named),
    get isDescribed() {
      return catalog.described;
    },
    isNewType: (name) => isNewType(history, name),
    isSchemaUsed: (name) => isSchemaUsed(history, name),
    indexesOn: (relation) => indexesOn(catalog, relation),
    hasPrimaryKey: (relation) => hasPrimaryKey(catalog, relation),
    hasDeferredKey: (relation) => hasDeferredKey(catalog, relation),
    hasPolicy: (relation) => (catalog.relations.get(relation)?.policies.size ?? 0) > 0,
    isNullable: (relation, column) => isNullable(catalog, relation, column),
    goneWithColumn: (relation, column) => goneWithColumn(catalog, relation, column),
    unvalidated: (relation) => unvalidated(catalog, relation),
    earlier: session.changes,
    get transaction() {
      return session.transactions.open;
    },
    get isAlone() {
      return session.isAlone;
    },
    get isLeftOpen() {
      const { open } = session.transactions;
      return open !== null && !open.implicit && open.openedAt === session.at;
    },
    get lockTimeoutMs() {
      return milliseconds(catalog.settings.get('lock_timeout'));
    },
    get statementTimeoutMs() {
      return milliseconds(catalog.settings.get('statement_timeout'));
    },
    get reportedBefore() {
      return session.reported.has(session.asked);
    },
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
