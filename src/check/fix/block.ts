import { optionIsOn } from '../../sql/command-tag.ts';
import { as, type Fields, listOf, textOf, typed } from '../../sql/node.ts';
import type { Statement } from '../../sql/script.ts';

/** A transaction from BEGIN to COMMIT, as indices of these statements in the script. */
export interface Block {
  readonly begin: number;
  readonly commit: number;
}

const transactionKind = (statement: Statement | undefined): string =>
  textOf(as(statement?.node, 'TransactionStmt')?.kind).replace('TRANS_STMT_', '');

/**
 * Indices of the statements that begin or end transactions. Computed once: a long script is not searched for each
 * statement.
 */
export const controlsOf = (statements: readonly Statement[]): readonly number[] =>
  [...statements.keys()].filter((i) => transactionKind(statements[i]) !== '');

/** The transaction around a statement. `null` outside one; a text says why the transaction can't be divided. */
export function blockAround(
  statements: readonly Statement[],
  controls: readonly number[],
  at: number,
): Block | string | null {
  const kindAt = (i: number): string => transactionKind(statements[i]);
  let begin = -1;
  for (const i of controls.filter((control) => control < at)) {
    if (/^(?:BEGIN|START)$/.test(kindAt(i)) && begin === -1) begin = i;
    if (ENDS.test(kindAt(i))) begin = -1;
  }
  if (begin === -1) return null;
  const commit = controls.find((i) => i > at && ENDS.test(kindAt(i)));
  const last = commit === undefined ? undefined : statements[commit];
  if (commit === undefined || !last || kindAt(commit) !== 'COMMIT' || as(last.node, 'TransactionStmt')?.chain)
    return 'its transaction does not end with a COMMIT';
  return controls.some((i) => i > begin && i < commit) ? 'its transaction has savepoints' : { begin, commit };
}

const ENDS = /^(?:COMMIT|ROLLBACK|PREPARE)$/;

/** SET LOCAL of a timeout. It may be removed together with its transaction when nothing else is left in that. */
export function isLocalTimeout({ node }: Statement): boolean {
  const set = as(node, 'VariableSetStmt');
  return set?.['is_local'] === true && /_timeout$/.test(textOf(set['name']));
}

/** CREATE INDEX, DROP INDEX or REINDEX with CONCURRENTLY. */
export function isConcurrent({ node }: Statement): boolean {
  const [type, fields] = typed(node);
  if (type === 'ReindexStmt') return optionIsOn(fields.params, 'concurrently');
  return (type === 'IndexStmt' || type === 'DropStmt') && fields.concurrent === true;
}

/** Whether a table and its constraints have the same names after a statement as before it. */
export function keepsNames({ node }: Statement): boolean {
  const [type, fields] = typed(node);
  switch (type) {
    case 'AlterTableStmt':
      return listOf(fields.cmds).every((item) => !changesNames(as(item, 'AlterTableCmd') ?? {}));
    case 'VariableSetStmt':
      return /_timeout$/.test(textOf(fields.name));
    default:
      return !/^(?:Drop|Rename|AlterObjectSchema|Do|Call|Execute|Select|AlterOwner|VariableShow)/.test(type);
  }
}

const changesNames = ({ subtype }: Fields<'AlterTableCmd'>): boolean =>
  /^AT_(?:Drop(?:Column|Constraint)|AlterColumnType|AttachPartition|DetachPartition|AddInherit|DropInherit)$/.test(
    textOf(subtype),
  );
