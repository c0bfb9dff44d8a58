import { type Runner, whole } from './runner.ts';

/**
 * `db/structure.sql` is a dump that Rails loads with psql. Rails migrations themselves are Ruby: to check them, write
 * out their SQL.
 */
export const rails: Runner = {
  name: 'rails',
  source: 'https://guides.rubyonrails.org/active_record_migrations.html#schema-dumping-and-you',
  recognises: ({ path }) => /(?:^|\/)db\/(?:\w+_)?structure\.sql$/.test(path),
  sections: () => whole('apart'),
};
