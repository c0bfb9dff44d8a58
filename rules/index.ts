import type { Rule } from '../src/check/rule.ts';
import addColumnConstrainedDomain from './add-column-constrained-domain.ts';
import addColumnGeneratedStored from './add-column-generated-stored.ts';
import addColumnSerialIdentity from './add-column-serial-identity.ts';
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
import cascadingForeignKey from './cascading-foreign-key.ts';
import changeDefault from './change-default.ts';
import charType from './char-type.ts';
import columnOrderPadding from './column-order-padding.ts';
import concurrentBuildCorruption from './concurrent-build-corruption.ts';
import concurrentlyInTransaction from './concurrently-in-transaction.ts';
import constrainedDomain from './constrained-domain.ts';
import createEnum from './create-enum.ts';
import createIndexBlocking from './create-index-blocking.ts';
import createPartitionBlocking from './create-partition-blocking.ts';
import createTriggerLock from './create-trigger-lock.ts';
import dataDependentFailure from './data-dependent-failure.ts';
import dataInMigration from './data-in-migration.ts';
import ddlAfterPendingTriggerEvents from './ddl-after-pending-trigger-events.ts';
import defaultPartitionScan from './default-partition-scan.ts';
import deferrableConstraint from './deferrable-constraint.ts';
import definerWithoutSearchPath from './definer-without-search-path.ts';
import detachPartitionBlocking from './detach-partition-blocking.ts';
import disableTrigger from './disable-trigger.ts';
import domainConstraintScan from './domain-constraint-scan.ts';
import dropCascade from './drop-cascade.ts';
import dropCheckConstraint from './drop-check-constraint.ts';
import dropColumn from './drop-column.ts';
import dropColumnSideEffects from './drop-column-side-effects.ts';
import dropConstraint from './drop-constraint.ts';
import dropDatabase from './drop-database.ts';
import dropIndexBlocking from './drop-index-blocking.ts';
import dropNotNull from './drop-not-null.ts';
import dropPartitionLocksParent from './drop-partition-locks-parent.ts';
import dropSchema from './drop-schema.ts';
import dropTable from './drop-table.ts';
import dropView from './drop-view.ts';
import duplicateColumnAssignment from './duplicate-column-assignment.ts';
import enumValueOrder from './enum-value-order.ts';
import enumValueUsedInTransaction from './enum-value-used-in-transaction.ts';
import fkWithoutIndex from './fk-without-index.ts';
import floatType from './float-type.ts';
import forgottenValidate from './forgotten-validate.ts';
import grantToPublic from './grant-to-public.ts';
import identifierTooLong from './identifier-too-long.ts';
import implicitRelationLock from './implicit-relation-lock.ts';
import indexOnPartitionedParent from './index-on-partitioned-parent.ts';
import ineffectiveTimeout from './ineffective-timeout.ts';
import inheritedTreeLock from './inherited-tree-lock.ts';
import integerPrimaryKey from './integer-primary-key.ts';
import invalidIndexLeftBehind from './invalid-index-left-behind.ts';
import lockTable from './lock-table.ts';
import lockUpgrade from './lock-upgrade.ts';
import missingComment from './missing-comment.ts';
import missingLockTimeout from './missing-lock-timeout.ts';
import missingStatementTimeout from './missing-statement-timeout.ts';
import moneyType from './money-type.ts';
import multiAlterTable from './multi-alter-table.ts';
import multiTableStrongLocks from './multi-table-strong-locks.ts';
import nameNeedsQuotes from './name-needs-quotes.ts';
import noOpTakesLock from './no-op-takes-lock.ts';
import notEnforcedConstraint from './not-enforced-constraint.ts';
import nullableColumn from './nullable-column.ts';
import nullableForeignKey from './nullable-foreign-key.ts';
import pkOnNullable from './pk-on-nullable.ts';
import preferBigint from './prefer-bigint.ts';
import preferBigintOverSmallint from './prefer-bigint-over-smallint.ts';
import preferIdentity from './prefer-identity.ts';
import preferJsonb from './prefer-jsonb.ts';
import preferNotNullNotValid from './prefer-not-null-not-valid.ts';
import preferRobustStatements from './prefer-robust-statements.ts';
import preferText from './prefer-text.ts';
import preferTimestamptz from './prefer-timestamptz.ts';
import redundantIndex from './redundant-index.ts';
import refreshMaterializedView from './refresh-materialized-view.ts';
import reindexBlocking from './reindex-blocking.ts';
import renameColumn from './rename-column.ts';
import renameEnumValue from './rename-enum-value.ts';
import renameObject from './rename-object.ts';
import renameSchema from './rename-schema.ts';
import renameTable from './rename-table.ts';
import replicaIdentity from './replica-identity.ts';
import requireTableSchema from './require-table-schema.ts';
import restartSequence from './restart-sequence.ts';
import rlsWithoutPolicy from './rls-without-policy.ts';
import savepointCost from './savepoint-cost.ts';
import secondTableLock from './second-table-lock.ts';
import setExpression from './set-expression.ts';
import setNotNullScan from './set-not-null-scan.ts';
import setSchema from './set-schema.ts';
import statementAfterStrongLock from './statement-after-strong-lock.ts';
import superuserRole from './superuser-role.ts';
import suppressionWithoutReason from './suppression-without-reason.ts';
import tableRewrite from './table-rewrite.ts';
import tableWithoutPrimaryKey from './table-without-primary-key.ts';
import timeoutKillsConcurrentBuild from './timeout-kills-concurrent-build.ts';
import timeoutTooLong from './timeout-too-long.ts';
import transactionNesting from './transaction-nesting.ts';
import truncate from './truncate.ts';
import truncateCascade from './truncate-cascade.ts';
import typeNarrowing from './type-narrowing.ts';
import unbatchedUpdate from './unbatched-update.ts';
import uncommittedTransaction from './uncommitted-transaction.ts';
import unknownStatement from './unknown-statement.ts';
import unnamedIndex from './unnamed-index.ts';
import unusedSuppression from './unused-suppression.ts';
import vacuumFull from './vacuum-full.ts';
import validateInSameTransaction from './validate-in-same-transaction.ts';
import volatileCheck from './volatile-check.ts';
import waitsForReaders from './waits-for-readers.ts';
import weakerFormExists from './weaker-form-exists.ts';
import wideIndex from './wide-index.ts';
import willFail from './will-fail.ts';

/** Every rule, by id; `bun run rules` writes the list. */
export const rules: readonly Rule[] = [
  addColumnConstrainedDomain,
  addColumnGeneratedStored,
  addColumnSerialIdentity,
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
  cascadingForeignKey,
  changeDefault,
  charType,
  columnOrderPadding,
  concurrentBuildCorruption,
  concurrentlyInTransaction,
  constrainedDomain,
  createEnum,
  createIndexBlocking,
  createPartitionBlocking,
  createTriggerLock,
  dataDependentFailure,
  dataInMigration,
  ddlAfterPendingTriggerEvents,
  defaultPartitionScan,
  deferrableConstraint,
  definerWithoutSearchPath,
  detachPartitionBlocking,
  disableTrigger,
  domainConstraintScan,
  dropCascade,
  dropCheckConstraint,
  dropColumnSideEffects,
  dropColumn,
  dropConstraint,
  dropDatabase,
  dropIndexBlocking,
  dropNotNull,
  dropPartitionLocksParent,
  dropSchema,
  dropTable,
  dropView,
  duplicateColumnAssignment,
  enumValueOrder,
  enumValueUsedInTransaction,
  fkWithoutIndex,
  floatType,
  forgottenValidate,
  grantToPublic,
  identifierTooLong,
  implicitRelationLock,
  indexOnPartitionedParent,
  ineffectiveTimeout,
  inheritedTreeLock,
  integerPrimaryKey,
  invalidIndexLeftBehind,
  lockTable,
  lockUpgrade,
  missingComment,
  missingLockTimeout,
  missingStatementTimeout,
  moneyType,
  multiAlterTable,
  multiTableStrongLocks,
  nameNeedsQuotes,
  noOpTakesLock,
  notEnforcedConstraint,
  nullableColumn,
  nullableForeignKey,
  pkOnNullable,
  preferBigintOverSmallint,
  preferBigint,
  preferIdentity,
  preferJsonb,
  preferNotNullNotValid,
  preferRobustStatements,
  preferText,
  preferTimestamptz,
  redundantIndex,
  refreshMaterializedView,
  reindexBlocking,
  renameColumn,
  renameEnumValue,
  renameObject,
  renameSchema,
  renameTable,
  replicaIdentity,
  requireTableSchema,
  restartSequence,
  rlsWithoutPolicy,
  savepointCost,
  secondTableLock,
  setExpression,
  setNotNullScan,
  setSchema,
  statementAfterStrongLock,
  superuserRole,
  suppressionWithoutReason,
  tableRewrite,
  tableWithoutPrimaryKey,
  timeoutKillsConcurrentBuild,
  timeoutTooLong,
  transactionNesting,
  truncateCascade,
  truncate,
  typeNarrowing,
  unbatchedUpdate,
  uncommittedTransaction,
  unknownStatement,
  unnamedIndex,
  unusedSuppression,
  vacuumFull,
  validateInSameTransaction,
  volatileCheck,
  waitsForReaders,
  weakerFormExists,
  wideIndex,
  willFail,
];
