import type { Rule } from '../src/locks/rule.ts';
import addColumnVolatileDefault from './add-column-volatile-default.ts';
import addPrimaryKeyBlocking from './add-primary-key-blocking.ts';
import addRequiredColumn from './add-required-column.ts';
import addUniqueBlocking from './add-unique-blocking.ts';
import addingCheck from './adding-check.ts';
import addingForeignKey from './adding-foreign-key.ts';
import alterColumnType from './alter-column-type.ts';
import attachPartitionScan from './attach-partition-scan.ts';
import concurrentlyInTransaction from './concurrently-in-transaction.ts';
import createIndexBlocking from './create-index-blocking.ts';
import detachPartitionBlocking from './detach-partition-blocking.ts';
import domainConstraintScan from './domain-constraint-scan.ts';
import dropColumn from './drop-column.ts';
import dropIndexBlocking from './drop-index-blocking.ts';
import dropTable from './drop-table.ts';
import missingLockTimeout from './missing-lock-timeout.ts';
import refreshMaterializedView from './refresh-materialized-view.ts';
import reindexBlocking from './reindex-blocking.ts';
import renameColumn from './rename-column.ts';
import renameTable from './rename-table.ts';
import setNotNullScan from './set-not-null-scan.ts';
import statementAfterStrongLock from './statement-after-strong-lock.ts';
import suppressionWithoutReason from './suppression-without-reason.ts';
import tableRewrite from './table-rewrite.ts';
import timeoutKillsConcurrentBuild from './timeout-kills-concurrent-build.ts';
import truncate from './truncate.ts';
import unknownStatement from './unknown-statement.ts';
import unusedSuppression from './unused-suppression.ts';
import vacuumFull from './vacuum-full.ts';
import validateInSameTransaction from './validate-in-same-transaction.ts';

/** Every rule, by id. Written by hand; `rules.test.ts` fails if it and the folder disagree. */
export const rules: readonly Rule[] = [
  addColumnVolatileDefault,
  addPrimaryKeyBlocking,
  addRequiredColumn,
  addUniqueBlocking,
  addingCheck,
  addingForeignKey,
  alterColumnType,
  attachPartitionScan,
  concurrentlyInTransaction,
  createIndexBlocking,
  detachPartitionBlocking,
  domainConstraintScan,
  dropColumn,
  dropIndexBlocking,
  dropTable,
  missingLockTimeout,
  refreshMaterializedView,
  reindexBlocking,
  renameColumn,
  renameTable,
  setNotNullScan,
  statementAfterStrongLock,
  suppressionWithoutReason,
  tableRewrite,
  timeoutKillsConcurrentBuild,
  truncate,
  unknownStatement,
  unusedSuppression,
  vacuumFull,
  validateInSameTransaction,
];
