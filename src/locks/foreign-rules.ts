/** The tools whose comments are understood. */
export type Tool = 'squawk' | 'pgfence' | 'eugene' | 'atlas';

/**
 * Our rules that stand for another tool's, by that tool's name for it. What has the same name in both, or has no rule
 * of ours, is not listed.
 *
 * @see https://squawkhq.com/docs/rules
 * @see https://kaveland.no/eugene/hints/
 * @see https://atlasgo.io/lint/analyzers
 */
export const FOREIGN_RULES: Readonly<Record<Tool, Readonly<Record<string, string>>>> = {
  squawk: {
    'adding-field-with-default': 'add-column-volatile-default',
    'adding-foreign-key-constraint': 'adding-foreign-key',
    'adding-not-nullable-field': 'set-not-null-scan',
    'adding-required-field': 'add-required-column',
    'adding-serial-primary-key-field': 'add-primary-key-blocking',
    'ban-alter-domain-with-add-constraint': 'domain-constraint-scan',
    'ban-concurrent-index-creation-in-transaction': 'concurrently-in-transaction',
    'ban-drop-column': 'drop-column',
    'ban-drop-database': 'drop-database',
    'ban-drop-table': 'drop-table',
    'ban-truncate-cascade': 'truncate',
    'ban-uncommitted-transaction': 'uncommitted-transaction',
    'changing-column-type': 'alter-column-type',
    'constraint-missing-not-valid': 'adding-check adding-foreign-key validate-in-same-transaction',
    'disallowed-unique-constraint': 'add-unique-blocking',
    'prefer-repack': 'vacuum-full',
    'renaming-column': 'rename-column',
    'renaming-table': 'rename-table',
    'require-concurrent-index-creation': 'create-index-blocking',
    'require-concurrent-index-deletion': 'drop-index-blocking',
    'require-concurrent-partition-detach': 'detach-partition-blocking',
    'require-concurrent-reindex': 'reindex-blocking',
    'require-lock-timeout': 'missing-lock-timeout',
    'require-timeout-settings': 'missing-lock-timeout',
  },
  pgfence: {
    'add-column-serial': 'add-column-volatile-default',
    'add-pk-using-index': 'add-primary-key-blocking',
    'alter-enum-add-value': 'enum-value-used-in-transaction',
    'attach-partition': 'attach-partition-scan',
    'concurrent-in-transaction': 'concurrently-in-transaction',
    'delete-without-where': 'unbatched-update',
    'enable-disable-trigger': 'disable-trigger',
    'fk-missing-index': 'fk-without-index',
    'not-valid-validate-same-tx': 'validate-in-same-transaction',
    'refresh-matview-blocking': 'refresh-materialized-view',
    'statement-after-access-exclusive': 'statement-after-strong-lock',
    'unclosed-transaction': 'uncommitted-transaction',
    'update-in-migration': 'unbatched-update',
  },
  eugene: {
    E1: 'adding-check adding-foreign-key',
    E2: 'set-not-null-scan',
    E4: 'statement-after-strong-lock',
    E5: 'alter-column-type',
    E6: 'create-index-blocking',
    E7: 'add-primary-key-blocking add-unique-blocking',
    E9: 'missing-lock-timeout',
    E10: 'statement-after-strong-lock table-rewrite',
    E11: 'add-column-volatile-default',
    E15: 'fk-without-index',
    W14: 'add-primary-key-blocking',
  },
  atlas: {
    destructive: 'drop-column drop-schema drop-table',
    DS101: 'drop-schema',
    DS102: 'drop-table',
    DS103: 'drop-column',
    incompatible: 'rename-column rename-table',
    BC101: 'rename-table',
    BC102: 'rename-column',
    data_depend: 'add-required-column add-unique-blocking set-not-null-scan',
    MF101: 'add-unique-blocking',
    MF103: 'add-required-column',
    MF104: 'set-not-null-scan',
    concurrent_index: 'concurrently-in-transaction create-index-blocking drop-index-blocking',
    PG101: 'create-index-blocking',
    PG102: 'drop-index-blocking',
    PG103: 'concurrently-in-transaction',
    PG104: 'add-primary-key-blocking',
    PG105: 'add-unique-blocking',
    PG301: 'alter-column-type',
    PG302: 'add-column-volatile-default',
    PG303: 'set-not-null-scan',
    PG304: 'add-primary-key-blocking',
    PG305: 'adding-check',
    PG306: 'adding-foreign-key',
    PG307: 'table-rewrite',
    PG309: 'add-column-volatile-default',
    PG310: 'add-column-volatile-default',
    PG311: 'table-rewrite',
    CD101: 'drop-constraint',
    TX101: 'concurrently-in-transaction',
    TX201: 'transaction-nesting',
    nestedtx: 'transaction-nesting',
  },
};

/** The ids of our rules that stand for another tool's; its own name where it is not known. */
export function ownRules(tool: Tool, name: string): readonly string[] {
  const table = FOREIGN_RULES[tool];
  return Object.hasOwn(table, name) ? (table[name] ?? '').split(' ') : [name];
}
