import { defineRule } from '../src/check/rule.ts';

export default defineRule({
  id: 'superuser-role',
  severity: 'warning',
  optIn: true,
  lock: null,
  work: null,
  why: 'A superuser passes every check of rights and every policy, and may read the files of the server.',
  fix: 'Grant the predefined role that covers the task: `pg_read_all_data`, `pg_monitor`.',
  source: 'https://www.postgresql.org/docs/18/predefined-roles.html',

  bad: [{ given: '', migration: `create role keeper superuser;` }],
  good: [
    { given: '', migration: `create role keeper;` },
    { given: '', migration: `create role keeper nosuperuser;` },
  ],

  check({ changes }) {
    const role = changes.find(({ flags }) => flags.includes('superuser'));
    return role ? `\`${role.name}\` passes every check of rights.` : null;
  },
});
