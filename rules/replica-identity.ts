import { defineRule, exposed, named } from '../src/check/rule.ts';

const given = `create table invoice (id bigint primary key);`;

export default defineRule({
  id: 'replica-identity',
  severity: 'warning',
  lock: 'AccessExclusiveLock',
  work: 'catalog only',
  why: 'NOTHING makes updates and deletes of a published table fail; FULL writes every old row into the log, and subscribers without a key search all rows for each.',
  fix: 'Name a unique index on NOT NULL columns: `REPLICA IDENTITY USING INDEX`.',
  source:
    'https://www.postgresql.org/docs/18/logical-replication-publication.html#LOGICAL-REPLICATION-PUBLICATION-REPLICA-IDENTITY',
  about: ['replica identity'],

  bad: [
    { given, migration: `alter table invoice replica identity nothing;` },
    { given, migration: `alter table invoice replica identity full;` },
  ],
  good: [
    { given, migration: `alter table invoice replica identity default;` },
    {
      given,
      migration: `create table draft (id bigint);
        alter table draft replica identity full;`,
    },
  ],

  check(statement, context) {
    const changes = exposed(statement, context, 'replica identity');
    const [none] = changes.filter(({ flags }) => flags.includes('replica identity nothing'));
    if (none) return `Updates and deletes of ${named([none.relation])} fail where it is published.`;
    const [full] = changes.filter(({ flags }) => flags.includes('replica identity full'));
    return full ? `Every update of ${named([full.relation])} writes its whole old row into the log.` : null;
  },
});
