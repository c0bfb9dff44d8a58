import {
  type ByName,
  entryOf,
  type Fields,
  fieldsOf,
  literalOf,
  type NodeName,
  optionsOf,
  type Tree,
  textOf,
  typeOf,
} from './node.ts';

const FIXED: Readonly<Partial<Record<NodeName | '', string>>> = {
  AlterCollationStmt: 'ALTER COLLATION',
  AlterDatabaseSetStmt: 'ALTER DATABASE',
  AlterDatabaseStmt: 'ALTER DATABASE',
  AlterDefaultPrivilegesStmt: 'ALTER DEFAULT PRIVILEGES',
  AlterDomainStmt: 'ALTER DOMAIN',
  AlterEnumStmt: 'ALTER TYPE',
  AlterEventTrigStmt: 'ALTER EVENT TRIGGER',
  AlterExtensionContentsStmt: 'ALTER EXTENSION',
  AlterExtensionStmt: 'ALTER EXTENSION',
  AlterFdwStmt: 'ALTER FOREIGN DATA WRAPPER',
  AlterForeignServerStmt: 'ALTER SERVER',
  AlterOpFamilyStmt: 'ALTER OPERATOR FAMILY',
  AlterOperatorStmt: 'ALTER OPERATOR',
  AlterPolicyStmt: 'ALTER POLICY',
  AlterPublicationStmt: 'ALTER PUBLICATION',
  AlterRoleSetStmt: 'ALTER ROLE',
  AlterRoleStmt: 'ALTER ROLE',
  AlterSeqStmt: 'ALTER SEQUENCE',
  AlterStatsStmt: 'ALTER STATISTICS',
  AlterSubscriptionStmt: 'ALTER SUBSCRIPTION',
  AlterSystemStmt: 'ALTER SYSTEM',
  AlterTSConfigurationStmt: 'ALTER TEXT SEARCH CONFIGURATION',
  AlterTSDictionaryStmt: 'ALTER TEXT SEARCH DICTIONARY',
  AlterTableMoveAllStmt: 'ALTER TABLE',
  AlterTypeStmt: 'ALTER TYPE',
  AlterUserMappingStmt: 'ALTER USER MAPPING',
  CallStmt: 'CALL',
  CheckPointStmt: 'CHECKPOINT',
  ClosePortalStmt: 'CLOSE CURSOR',
  ClusterStmt: 'CLUSTER',
  CommentStmt: 'COMMENT',
  CompositeTypeStmt: 'CREATE TYPE',
  ConstraintsSetStmt: 'SET CONSTRAINTS',
  CopyStmt: 'COPY',
  CreateAmStmt: 'CREATE ACCESS METHOD',
  CreateCastStmt: 'CREATE CAST',
  CreateConversionStmt: 'CREATE CONVERSION',
  CreateDomainStmt: 'CREATE DOMAIN',
  CreateEnumStmt: 'CREATE TYPE',
  CreateEventTrigStmt: 'CREATE EVENT TRIGGER',
  CreateExtensionStmt: 'CREATE EXTENSION',
  CreateFdwStmt: 'CREATE FOREIGN DATA WRAPPER',
  CreateForeignServerStmt: 'CREATE SERVER',
  CreateForeignTableStmt: 'CREATE FOREIGN TABLE',
  CreateOpClassStmt: 'CREATE OPERATOR CLASS',
  CreateOpFamilyStmt: 'CREATE OPERATOR FAMILY',
  CreatePLangStmt: 'CREATE LANGUAGE',
  CreatePolicyStmt: 'CREATE POLICY',
  CreatePublicationStmt: 'CREATE PUBLICATION',
  CreateRangeStmt: 'CREATE TYPE',
  CreateRoleStmt: 'CREATE ROLE',
  CreateSchemaStmt: 'CREATE SCHEMA',
  CreateSeqStmt: 'CREATE SEQUENCE',
  CreateStatsStmt: 'CREATE STATISTICS',
  CreateStmt: 'CREATE TABLE',
  CreateSubscriptionStmt: 'CREATE SUBSCRIPTION',
  CreateTableSpaceStmt: 'CREATE TABLESPACE',
  CreateTransformStmt: 'CREATE TRANSFORM',
  CreateTrigStmt: 'CREATE TRIGGER',
  CreateUserMappingStmt: 'CREATE USER MAPPING',
  CreatedbStmt: 'CREATE DATABASE',
  DeclareCursorStmt: 'DECLARE CURSOR',
  DeleteStmt: 'DELETE',
  DoStmt: 'DO',
  DropOwnedStmt: 'DROP OWNED',
  DropRoleStmt: 'DROP ROLE',
  DropSubscriptionStmt: 'DROP SUBSCRIPTION',
  DropTableSpaceStmt: 'DROP TABLESPACE',
  DropUserMappingStmt: 'DROP USER MAPPING',
  DropdbStmt: 'DROP DATABASE',
  ExecuteStmt: 'EXECUTE',
  ExplainStmt: 'EXPLAIN',
  ImportForeignSchemaStmt: 'IMPORT FOREIGN SCHEMA',
  IndexStmt: 'CREATE INDEX',
  InsertStmt: 'INSERT',
  ListenStmt: 'LISTEN',
  LoadStmt: 'LOAD',
  LockStmt: 'LOCK TABLE',
  MergeStmt: 'MERGE',
  NotifyStmt: 'NOTIFY',
  PrepareStmt: 'PREPARE',
  ReassignOwnedStmt: 'REASSIGN OWNED',
  RefreshMatViewStmt: 'REFRESH MATERIALIZED VIEW',
  ReindexStmt: 'REINDEX',
  ReplicaIdentityStmt: 'ALTER TABLE',
  RuleStmt: 'CREATE RULE',
  SecLabelStmt: 'SECURITY LABEL',
  SelectStmt: 'SELECT',
  TruncateStmt: 'TRUNCATE TABLE',
  UnlistenStmt: 'UNLISTEN',
  UpdateStmt: 'UPDATE',
  VariableShowStmt: 'SHOW',
  ViewStmt: 'CREATE VIEW',
};

const OBJECT_NAMES: Readonly<Record<string, string>> = {
  OBJECT_ATTRIBUTE: 'TYPE',
  OBJECT_COLUMN: 'TABLE',
  OBJECT_DOMCONSTRAINT: 'DOMAIN',
  OBJECT_FDW: 'FOREIGN DATA WRAPPER',
  OBJECT_FOREIGN_SERVER: 'SERVER',
  OBJECT_MATVIEW: 'MATERIALIZED VIEW',
  OBJECT_OPCLASS: 'OPERATOR CLASS',
  OBJECT_OPFAMILY: 'OPERATOR FAMILY',
  OBJECT_STATISTIC_EXT: 'STATISTICS',
  OBJECT_TABCONSTRAINT: 'TABLE',
  OBJECT_TSCONFIGURATION: 'TEXT SEARCH CONFIGURATION',
  OBJECT_TSDICTIONARY: 'TEXT SEARCH DICTIONARY',
  OBJECT_TSPARSER: 'TEXT SEARCH PARSER',
  OBJECT_TSTEMPLATE: 'TEXT SEARCH TEMPLATE',
};

/** `OBJECT_FOREIGN_TABLE` is `FOREIGN TABLE`. */
export const objectName = (objectType: string): string =>
  OBJECT_NAMES[objectType] ?? objectType.replace(/^OBJECT_/, '').replaceAll('_', ' ');

const DERIVED: ByName<[], string> = {
  AlterTableStmt: ({ objtype }) => `ALTER ${objectName(textOf(objtype))}`,
  RenameStmt: (fields) => `ALTER ${objectName(textOf(renamed(fields)))}`,
  AlterOwnerStmt: ({ objectType }) => `ALTER ${objectName(textOf(objectType))}`,
  AlterObjectSchemaStmt: ({ objectType }) => `ALTER ${objectName(textOf(objectType))}`,
  AlterObjectDependsStmt: ({ objectType }) => `ALTER ${objectName(textOf(objectType))}`,
  AlterFunctionStmt: ({ objtype }) => `ALTER ${objectName(textOf(objtype))}`,
  DropStmt: ({ removeType }) => `DROP ${objectName(textOf(removeType))}`,
  DefineStmt: ({ kind }) => `CREATE ${objectName(textOf(kind))}`,
  CreateFunctionStmt: ({ is_procedure }) => (is_procedure ? 'CREATE PROCEDURE' : 'CREATE FUNCTION'),
  CreateTableAsStmt: ({ objtype }) =>
    objtype === 'OBJECT_MATVIEW' ? 'CREATE MATERIALIZED VIEW' : 'CREATE TABLE AS',
  GrantStmt: ({ is_grant }) => (is_grant ? 'GRANT' : 'REVOKE'),
  GrantRoleStmt: ({ is_grant }) => (is_grant ? 'GRANT ROLE' : 'REVOKE ROLE'),
  VacuumStmt: ({ is_vacuumcmd }) => (is_vacuumcmd ? 'VACUUM' : 'ANALYZE'),
  DiscardStmt: ({ target }) => textOf(target).replace('_', ' '),
  DeallocateStmt: ({ name }) => (name ? 'DEALLOCATE' : 'DEALLOCATE ALL'),
  FetchStmt: ({ ismove }) => (ismove ? 'MOVE' : 'FETCH'),
  VariableSetStmt: ({ kind }) => (/RESET/.test(textOf(kind)) ? 'RESET' : 'SET'),
  TransactionStmt: ({ kind }) => transactionTag(textOf(kind)),
};

/** The command tag PostgreSQL reports for a statement: `ALTER TABLE`, `CREATE INDEX`. */
export function commandTag(statement: Tree): string {
  const type = typeOf(statement);
  const derived = entryOf(DERIVED, type);
  if (derived) return derived(fieldsOf(statement));
  return FIXED[type] ?? type.replace(/Stmt$/, '').toUpperCase();
}

function renamed(fields: Fields<'RenameStmt'>): unknown {
  const { renameType, relationType } = fields;
  const isPart = /COLUMN|TABCONSTRAINT/.test(textOf(renameType));
  return isPart && relationType ? relationType : renameType;
}

function transactionTag(kind: string): string {
  const name = kind.replace('TRANS_STMT_', '').replaceAll('_', ' ');
  if (name === 'START') return 'START TRANSACTION';
  if (name === 'ROLLBACK TO') return 'ROLLBACK';
  if (name === 'PREPARE') return 'PREPARE TRANSACTION';
  return name;
}

/** Whether an option such as `concurrently` is on: given without a value, or with a true one. */
export function optionIsOn(options: unknown, name: string): boolean {
  const map = optionsOf(options);
  return map.has(name) && !/^(?:false|off|0)$/i.test(literalOf(map.get(name)) ?? '');
}
