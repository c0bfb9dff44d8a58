import { optionIsOn } from '../../sql/command-tag.ts';
import { as, fieldsOf, listOf, type Node, textOf, typeOf } from '../../sql/node.ts';
import type { Statement } from '../../sql/script.ts';

/** A transaction block that BEGIN opens and COMMIT ends, by their indices in the script. */
export interface Block {
  readonly begin: number;
  readonly commit: number;
}

const transactionKind = ({ node }: Statement): string =>
  typeOf(node) === 'TransactionStmt' ? textOf(fieldsOf(node)['kind']).replace('TRANS_STMT_', '') : '';

/** The block around a statement: `null` outside one, a text where it is none that can be taken apart. */
export function blockAround(statements: readonly Statement[], at: number): Block | string | null {
  let begin = -1;
  for (let i = 0; i < at; i++) {
    const kind = transactionKind(statements[i] ?? NOTHING);
    if (kind === 'BEGIN' || kind === 'START') begin = begin === -1 ? i : begin;
    if (/^(?:COMMIT|ROLLBACK|PREPARE)$/.test(kind)) begin = -1;
  }
  if (begin === -1) return null;
  const commit = statements.findIndex(
    (statement, i) => i > at && /^(?:COMMIT|ROLLBACK|PREPARE)$/.test(transactionKind(statement)),
  );
  const last = statements[commit];
  if (!last || transactionKind(last) !== 'COMMIT' || fieldsOf(last.node)['chain'])
    return 'its transaction does not end with a COMMIT';
  const inside = statements.slice(begin + 1, commit);
  if (inside.some((statement) => transactionKind(statement) !== '')) return 'its transaction has savepoints';
  return { begin, commit };
}

const NOTHING: Statement = { start: 0, end: 0, kind: '', node: {}, templated: false };

/** SET LOCAL of a timeout: nothing is lost with it where nothing else is left in its transaction. */
export function isLocalTimeout({ node }: Statement): boolean {
  const set = as(node, 'VariableSetStmt');
  return set?.['is_local'] === true && /_timeout$/.test(textOf(set['name']));
}

/** A concurrent build, drop or detach. */
export function isConcurrent({ node }: Statement): boolean {
  const fields = fieldsOf(node);
  if (typeOf(node) === 'ReindexStmt') return optionIsOn(fields['params'], 'concurrently');
  return fields['concurrent'] === true && /^(?:IndexStmt|DropStmt)$/.test(typeOf(node));
}

/** Whether a table and its constraints can be named after a statement as before it. */
export function keepsNames({ node }: Statement): boolean {
  const fields = fieldsOf(node);
  switch (typeOf(node)) {
    case 'AlterTableStmt':
      return listOf(fields['cmds']).every((item) => !changesNames(as(item, 'AlterTableCmd') ?? {}));
    case 'VariableSetStmt':
      return /_timeout$/.test(textOf(fields['name']));
    default:
      return !/^(?:Drop|Rename|AlterObjectSchema|Do|Call|Execute|Select|AlterOwner|VariableShow)/.test(
        typeOf(node),
      );
  }
}

const changesNames = ({ subtype }: Node): boolean =>
  /^AT_(?:Drop(?:Column|Constraint)|AlterColumnType|AttachPartition|DetachPartition|AddInherit|DropInherit)$/.test(
    textOf(subtype),
  );
