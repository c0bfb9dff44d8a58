import { expect, test } from 'bun:test';
import { sqitchFiles } from './sqitch-plan.ts';

test('takes changes in the order of the plan, and of a reworked one what it was at its tag first', () => {
  const plan = `%syntax-version=1.0.0
%project=shop

schema 2024-01-01T00:00:00Z A <a@example.org> # Begin.
users [schema] 2024-01-02T00:00:00Z A <a@example.org> # Who.
@v1.0 2024-01-03T00:00:00Z A <a@example.org> # Tag.

add [users] 2024-01-04T00:00:00Z A <a@example.org>
users [users@v1.0] 2024-01-05T00:00:00Z A <a@example.org> # Again.
@v1.1 2024-01-06T00:00:00Z A <a@example.org>
`;
  expect(sqitchFiles(plan)).toEqual([
    'deploy/schema.sql',
    'deploy/users@v1.0.sql',
    'deploy/add.sql',
    'deploy/users.sql',
  ]);
});
