import { foreignKeys, type Relation } from '../../replay/catalog.ts';
import { type BySubcommand, textOf } from '../../sql/node.ts';
import { type Command, type Context, expect } from '../context.ts';
import { TABLES, WITH_FOREIGN } from '../relation-kinds.ts';
import { PRESUMED, type Row, UNCHECKED } from './row.ts';

const ONE = {
  of: UNCHECKED,
  mode: 'ShareRowExclusiveLock',
  recurses: (_: Context, __: Command, { kind }: Relation) => kind === 'partitioned table',
  on: namedTrigger,
} as const;
const ALL = { of: WITH_FOREIGN, mode: 'ShareRowExclusiveLock', recurses: reachesTriggers(true) } as const;
const OF_USERS = {
  of: WITH_FOREIGN,
  mode: 'ShareRowExclusiveLock',
  recurses: reachesTriggers(false),
} as const;
const RULE = { of: TABLES, mode: PRESUMED, change: 'other' } as const;

/** Triggers, rules, and whether policies hold. */
export const TRIGGERS = {
  AT_EnableTrig: { ...ONE, change: 'other' },
  AT_EnableAlwaysTrig: { ...ONE, change: 'other' },
  AT_EnableReplicaTrig: { ...ONE, change: 'other' },
  AT_DisableTrig: { ...ONE, change: 'disable trigger' },
  AT_EnableTrigAll: { ...ALL, change: 'other' },
  AT_DisableTrigAll: { ...ALL, change: 'disable trigger' },
  AT_EnableTrigUser: { ...OF_USERS, change: 'other' },
  AT_DisableTrigUser: { ...OF_USERS, change: 'disable trigger' },
  AT_EnableRule: RULE,
  AT_EnableAlwaysRule: RULE,
  AT_EnableReplicaRule: RULE,
  AT_DisableRule: RULE,
  AT_EnableRowSecurity: { of: TABLES, mode: PRESUMED, change: 'enable row security' },
  AT_DisableRowSecurity: { of: TABLES, mode: PRESUMED, change: 'other' },
  AT_ForceRowSecurity: { of: TABLES, mode: PRESUMED, change: 'other' },
  AT_NoForceRowSecurity: { of: TABLES, mode: PRESUMED, change: 'other' },
} satisfies Partial<BySubcommand<Row>>;

function namedTrigger(context: Context, relation: Relation, command: Command, named: Relation): void {
  if (relation === named) expect(context, relation.triggers.has(textOf(command['name'])), relation, '42704');
}

// Partitions have the row triggers of their parent; those of foreign keys are the system's, one to each from 15 on.
function reachesTriggers(all: boolean) {
  return ({ major }: Context, _: Command, relation: Relation): boolean => {
    if (relation.kind !== 'partitioned table') return false;
    const keys = all && major >= 15 && (foreignKeys(relation).length > 0 || relation.referencedBy.size > 0);
    return keys || relation.assumed || [...relation.triggers.values()].some(({ row }) => row);
  };
}
