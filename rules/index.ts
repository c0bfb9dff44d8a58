import type { Rule } from '../src/locks/rule.ts';
import addColumnConstrainedDomain from './add-column-constrained-domain.ts';
import addColumnVolatileDefault from './add-column-volatile-default.ts';
import addExclusion from './add-exclusion.ts';
import addPrimaryKeyBlocking from './add-primary-key-blocking.ts';
import addRequiredColumn from './add-required-column.ts';
import addUniqueBlocking from './add-unique-blocking.ts';
import addingCheck from './adding-check.ts';
import addingForeignKey from './adding-foreign-key.ts';
import alterColumnType from './alter-column-type.ts';
import attachPartitionScan from './attach-partition-scan.ts';
import autovacuumDisabled from './autovacuum-disabled.ts';
import concurrentlyInTransaction from './concurrently-in-transaction.ts';
import createIndexBlocking from './create-index-blocking.ts';
import createPartitionBlocking from './create-partition-blocking.ts';
import createTriggerLock from './create-trigger-lock.ts';
import ddlAfterPendingTriggerEvents from './ddl-after-pending-trigger-events.ts';
import defaultPartitionScan from './default-partition-scan.ts';
import definerWithoutSearchPath from './definer-without-search-path.ts';
import detachPartitionBlocking from './detach-partition-blocking.ts';
import disableTrigger from './disable-trigger.ts';
import domainConstraintScan from './domain-constraint-scan.ts';
import dropCascade from './drop-cascade.ts';
import dropColumn from './drop-column.ts';
import dropColumnSideEffects from './drop-column-side-effects.ts';
import dropConstraint from './drop-constraint.ts';
import dropDatabase from './drop-database.ts';
import dropIndexBlocking from './drop-index-blocking.ts';
import dropPartitionLocksParent from './drop-partition-locks-parent.ts';
import dropSchema from './drop-schema.ts';
import dropTable from './drop-table.ts';
import dropView from './drop-view.ts';
import duplicateColumnAssignment from './duplicate-column-assignment.ts';
import enumValueUsedInTransaction from './enum-value-used-in-transaction.ts';
import fkWithoutIndex from './fk-without-index.ts';
import forgottenValidate from './forgotten-validate.ts';
import grantToPublic from './grant-to-public.ts';
import identifierTooLong from './identifier-too-long.ts';
import implicitRelationLock from './implicit-relation-lock.ts';
import indexOnPartitionedParent from './index-on-partitioned-parent.ts';
import ineffectiveTimeout from './ineffective-timeout.ts';
import inheritedTreeLock from './inherited-tree-lock.ts';
import invalidIndexLeftBehind from './invalid-index-left-behind.ts';
import lockTable from './lock-table.ts';
import lockUpgrade from './lock-upgrade.ts';
import missingLockTimeout from './missing-lock-timeout.ts';
import multiTableStrongLocks from './multi-table-strong-locks.ts';
import noOpTakesLock from './no-op-takes-lock.ts';
import redundantIndex from './redundant-index.ts';
import refreshMaterializedView from './refresh-materialized-view.ts';
import reindexBlocking from './reindex-blocking.ts';
import renameColumn from './rename-column.ts';
import renameEnumValue from './rename-enum-value.ts';
import renameSchema from './rename-schema.ts';
import renameTable from './rename-table.ts';
import replicaIdentity from './replica-identity.ts';
import restartSequence from './restart-sequence.ts';
import rlsWithoutPolicy from './rls-without-policy.ts';
import secondTableLock from './second-table-lock.ts';
import setExpression from './set-expression.ts';
import setNotNullScan from './set-not-null-scan.ts';
import setSchema from './set-schema.ts';
import statementAfterStrongLock from './statement-after-strong-lock.ts';
import suppressionWithoutReason from './suppression-without-reason.ts';
import tableRewrite from './table-rewrite.ts';
import tableWithoutPrimaryKey from './table-without-primary-key.ts';
import timeoutKillsConcurrentBuild from './timeout-kills-concurrent-build.ts';
import transactionNesting from './transaction-nesting.ts';
import truncate from './truncate.ts';
import typeNarrowing from './type-narrowing.ts';
import unbatchedUpdate from './unbatched-update.ts';
import uncommittedTransaction from './uncommitted-transaction.ts';
import unknownStatement from './unknown-statement.ts';
import unusedSuppression from './unused-suppression.ts';
import vacuumFull from './vacuum-full.ts';
import validateInSameTransaction from './validate-in-same-transaction.ts';
import weakerFormExists from './weaker-form-exists.ts';
import willFail from './will-fail.ts';

/** Every rule, by id. Written by hand; `rules.test.ts` fails if it and the folder disagree. */
export const rules: readonly Rule[] = [
  addColumnConstrainedDomain,
  addColumnVolatileDefault,
  addExclusion,
  addPrimaryKeyBlocking,
  addRequiredColumn,
  addUniqueBlocking,
  addingCheck,
  addingForeignKey,
  alterColumnType,
  attachPartitionScan,
  autovacuumDisabled,
  concurrentlyInTransaction,
  createIndexBlocking,
  createPartitionBlocking,
  createTriggerLock,
  ddlAfterPendingTriggerEvents,
  defaultPartitionScan,
  definerWithoutSearchPath,
  detachPartitionBlocking,
  disableTrigger,
  domainConstraintScan,
  dropCascade,
  dropColumnSideEffects,
  dropColumn,
  dropConstraint,
  dropDatabase,
  dropIndexBlocking,
  dropPartitionLocksParent,
  dropSchema,
  dropTable,
  dropView,
  duplicateColumnAssignment,
  enumValueUsedInTransaction,
  fkWithoutIndex,
  forgottenValidate,
  grantToPublic,
  identifierTooLong,
  implicitRelationLock,
  indexOnPartitionedParent,
  ineffectiveTimeout,
  inheritedTreeLock,
  invalidIndexLeftBehind,
  lockTable,
  lockUpgrade,
  missingLockTimeout,
  multiTableStrongLocks,
  noOpTakesLock,
  redundantIndex,
  refreshMaterializedView,
  reindexBlocking,
  renameColumn,
  renameEnumValue,
  renameSchema,
  renameTable,
  replicaIdentity,
  restartSequence,
  rlsWithoutPolicy,
  secondTableLock,
  setExpression,
  setNotNullScan,
  setSchema,
  statementAfterStrongLock,
  suppressionWithoutReason,
  tableRewrite,
  tableWithoutPrimaryKey,
  timeoutKillsConcurrentBuild,
  transactionNesting,
  truncate,
  typeNarrowing,
  unbatchedUpdate,
  uncommittedTransaction,
  unknownStatement,
  unusedSuppression,
  vacuumFull,
  validateInSameTransaction,
  weakerFormExists,
  willFail,
];
