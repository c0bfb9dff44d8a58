import { refusesTransaction, statementsOf } from './refuses-transaction.ts';
import { type MigrationFile, type Runner, type Sharing, whole } from './runner.ts';

/**
 * Flyway puts a file into a transaction, unless every statement in it refuses one, or its settings say otherwise. A
 * file with both kinds of statements is not run (`mixed` is off); it is reported as PostgreSQL would refuse it.
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
  // SET can be combined with both kinds.
  const counted = statementsOf(text).filter((statement) => !/^(?:re)?set\b/i.test(statement.words));
  return counted.length > 0 && counted.every(refusesTransaction) ? 'apart' : 'transaction';
}
