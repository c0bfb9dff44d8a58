import { defineRule, exposed, named } from '../src/check/rule.ts';

const given = `
  create table customer (id bigint primary key);
  create table invoice (id bigint primary key, customer_id bigint, part_id bigint);`;
const key =
  'alter table invoice add constraint k foreign key (customer_id) references customer (id) not valid;';

export default defineRule({
  id: 'fk-without-index',
  severity: 'warning',
  lock: null,
  work: null,
  late: ['add foreign key'],
  why: 'Every delete or change of key in the referenced table reads this whole table, and holds its locks meanwhile.',
  fix: 'Create an index on the referencing columns with `CREATE INDEX CONCURRENTLY`, then add the key; a new column is added before both.',
  source: 'https://www.postgresql.org/docs/18/ddl-constraints.html#DDL-CONSTRAINTS-FK',

  bad: [
    { given, migration: key },
    { given: `${given} create index on invoice (part_id, customer_id);`, migration: key },
    { given: '', migration: 'alter table invoice add column customer_id bigint references customer;' },
    { given: `${given} create index on invoice (customer_id) where part_id > 0;`, migration: key },
  ],
  good: [
    { given: `${given} create index on invoice (customer_id, part_id);`, migration: key },
    { given, migration: `${key} create index concurrently on invoice (customer_id);` },
    { given, migration: 'create table draft (customer_id bigint references customer);' },
  ],

  check(statement, context) {
    for (const { relation, columns } of exposed(statement, context, 'add foreign key')) {
      const isFound = context
        .indexesOn(relation)
        .some((index) => columns.every((column) => index.columns.slice(0, columns.length).includes(column)));
      // A column that the file adds has no index that was made elsewhere.
      const isAdded = (): boolean =>
        context.earlier.some(
          (other) =>
            other.kind === 'add column' && other.relation === relation && columns.includes(other.name),
        );
      if (!isFound && (context.isKnown(relation) || isAdded()))
        return `No index of ${named([relation])} begins with ${named(columns)}.`;
    }
    return null;
  },
});
