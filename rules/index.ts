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
import createPartitionBlocking from './create-partition-blocking.ts';
import detachPartitionBlocking from './detach-partition-blocking.ts';
import disableTrigger from './disable-trigger.ts';
import domainConstraintScan from './domain-constraint-scan.ts';
import dropCascade from './drop-cascade.ts';
import dropColumn from './drop-column.ts';
import dropConstraint from './drop-constraint.ts';
import dropDatabase from './drop-database.ts';
import dropIndexBlocking from './drop-index-blocking.ts';
import dropSchema from './drop-schema.ts';
import dropTable from './drop-table.ts';
import enumValueUsedInTransaction from './enum-value-used-in-transaction.ts';
import fkWithoutIndex from './fk-without-index.ts';
import identifierTooLong from './identifier-too-long.ts';
import ineffectiveTimeout from './ineffective-timeout.ts';
import lockTable from './lock-table.ts';
import lockUpgrade from './lock-upgrade.ts';
import missingLockTimeout from './missing-lock-timeout.ts';
import redundantIndex from './redundant-index.ts';
import refreshMaterializedView from './refresh-materialized-view.ts';
import reindexBlocking from './reindex-blocking.ts';
import renameColumn from './rename-column.ts';
import renameEnumValue from './rename-enum-value.ts';
import renameSchema from './rename-schema.ts';
import renameTable from './rename-table.ts';
import setNotNullScan from './set-not-null-scan.ts';
import setSchema from './set-schema.ts';
import statementAfterStrongLock from './statement-after-strong-lock.ts';
import suppressionWithoutReason from './suppression-without-reason.ts';
import tableRewrite from './table-rewrite.ts';
import timeoutKillsConcurrentBuild from './timeout-kills-concurrent-build.ts';
import transactionNesting from './transaction-nesting.ts';
import truncate from './truncate.ts';
import unbatchedUpdate from './unbatched-update.ts';
import uncommittedTransaction from './uncommitted-transaction.ts';
import unknownStatement from './unknown-statement.ts';
import unusedSuppression from './unused-suppression.ts';
import vacuumFull from './vacuum-full.ts';
import validateInSameTransaction from './validate-in-same-transaction.ts';
import willFail from './will-fail.ts';

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
  createPartitionBlocking,
  detachPartitionBlocking,
  disableTrigger,
  domainConstraintScan,
  dropCascade,
  dropColumn,
  dropConstraint,
  dropDatabase,
  dropIndexBlocking,
  dropSchema,
  dropTable,
  enumValueUsedInTransaction,
  fkWithoutIndex,
  identifierTooLong,
  ineffectiveTimeout,
  lockTable,
  lockUpgrade,
  missingLockTimeout,
  redundantIndex,
  refreshMaterializedView,
  reindexBlocking,
  renameColumn,
  renameEnumValue,
  renameSchema,
  renameTable,
  setNotNullScan,
  setSchema,
  statementAfterStrongLock,
  suppressionWithoutReason,
  tableRewrite,
  timeoutKillsConcurrentBuild,
  transactionNesting,
  truncate,
  unbatchedUpdate,
  uncommittedTransaction,
  unknownStatement,
  unusedSuppression,
  vacuumFull,
  validateInSameTransaction,
  willFail,
];
