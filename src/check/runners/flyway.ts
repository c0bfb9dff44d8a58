import { refusesTransaction, statementsOf } from './refuses-transaction.ts';
import { type MigrationFile, type Runner, type Sharing, whole } from './runner.ts';

/**
 * It wraps a file, unless every statement in it refuses a transaction or its settings say otherwise. A file with some of
 * either kind it does not run (`mixed` is off): that is reported as what PostgreSQL would answer.
 */
export const flyway: Runner = {
  name: 'flyway',
  source: 'https://documentation.red-gate.com/fd/flyway-execute-in-transaction-setting-277578997.html',
  recognises: ({ path }) => /(?:^|\/)(?:V\d+(?:[._]\d+)*|R)__[^/]+\.sql$/.test(path),
  sections: (file) => whole(sharingOf(file)),
};

function sharingOf({ text, settings }: MigrationFile): Sharing {
  if (/^[ \t]*(?:flyway\.)?executeInTransaction[ \t]*=[ \t]*false[ \t\r]*$/im.test(settings ?? ''))
    return 'apart';
  if (/^[ \t]*--[ \t]*flyway:[ \t]*executeInTransaction[ \t]*=[ \t]*false\b/im.test(text)) return 'apart';
  // SET goes with either kind.
  const counted = statementsOf(text).filter((statement) => !/^(?:re)?set\b/i.test(statement.words));
  return counted.length > 0 && counted.every(refusesTransaction) ? 'apart' : 'transaction';
}
