import { as, type Fields, fieldNode, listOf, type Node, type Tree, textOf, typed } from '../sql/node.ts';

const MAKES =
  /^(?:IndexStmt|CreateStmt|CreateTableAsStmt|CreateSeqStmt|CreateSchemaStmt|CreateExtensionStmt|CreateForeignTableStmt|CreateStatsStmt)$/;
// Statements without IF NOT EXISTS or OR REPLACE.
const MAKES_ONCE =
  /^(?:CreateEnumStmt|CompositeTypeStmt|CreateDomainStmt|CreateRangeStmt|CreatePolicyStmt|CreateRoleStmt)$/;
const REPLACES = /^(?:ViewStmt|CreateFunctionStmt|CreateTrigStmt|RuleStmt)$/;

/** Whether running a successful statement a second time fails, or does its work twice. */
export function failsAgain(node: Tree): boolean {
  const [type, statement] = typed(node);
  const fields: Node = statement;
  if (isTemporary(fields)) return false;
  if (MAKES.test(type)) return fields['if_not_exists'] !== true;
  if (MAKES_ONCE.test(type)) return true;
  if (REPLACES.test(type)) return fields['replace'] !== true;
  if (type === 'DropStmt') return statement.missing_ok !== true;
  if (type === 'AlterEnumStmt') return statement.skipIfNewValExists !== true;
  if (type === 'RenameStmt') return true;
  return type === 'AlterTableStmt' && alterFailsAgain(statement);
}

// A temporary table ends with its session, so a second run finds nothing of it.
const isTemporary = (fields: Node): boolean =>
  [fields['relation'], fieldNode(fields['into'])['rel'], fields['view']].some(
    (variable) => fieldNode(variable)['relpersistence'] === 't',
  );

function alterFailsAgain(fields: Fields<'AlterTableStmt'>): boolean {
  const commands = listOf(fields['cmds']).map((item) => as(item, 'AlterTableCmd') ?? {});
  const dropped = commands
    .filter(({ subtype, missing_ok: isOptional }) => subtype === 'AT_DropConstraint' && isOptional)
    .map(({ name }) => textOf(name));
  return commands.some(({ subtype, missing_ok: isOptional, def }) => {
    if (/^AT_(?:Add|Drop)Column$|^AT_DropConstraint$/.test(textOf(subtype))) return isOptional !== true;
    if (subtype === 'AT_AddConstraint') return !dropped.includes(textOf(as(def, 'Constraint')?.['conname']));
    return /^AT_(?:Attach|Detach)Partition$/.test(textOf(subtype));
  });
}
