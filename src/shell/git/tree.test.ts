import { afterAll, beforeAll, expect, test } from 'bun:test';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readTree } from './tree.ts';

const root = mkdtempSync(join(tmpdir(), 'wesley-git-tree-'));
beforeAll(() => void git(['init', '-q']));
afterAll(() => rmSync(root, { recursive: true }));

const git = (args: readonly string[], input: Uint8Array = new Uint8Array()): string =>
  execFileSync('git', args, { cwd: root, input, encoding: 'utf8' }).trim();
const write = (kind: 'blob' | 'tree', bytes: Uint8Array): string =>
  git(['hash-object', '-t', kind, '-w', '--literally', '--stdin'], bytes);

const A = 'a'.repeat(40);
const B = 'b'.repeat(40);
const entry = (name: string, id: string, mode = '100644'): Buffer =>
  Buffer.concat([Buffer.from(`${mode} ${name}\0`), Buffer.from(id, 'hex')]);

test('every file below a tree is read, by its path', async () => {
  const inner = write('tree', entry('plan.sql', A));
  const outer = write('tree', Buffer.concat([entry('db', inner, '40000'), entry('run', B, '100755')]));
  expect([...(await readTree(root, outer)).values()]).toEqual([
    { path: 'run', mode: '100755', id: B },
    { path: 'db/plan.sql', mode: '100644', id: A },
  ]);
});

test.each<[string, Buffer]>([
  ['two entries of one name', Buffer.concat([entry('a.sql', A), entry('a.sql', B)])],
  ['a name with a slash', entry('db/plan.sql', A)],
  ['a name that leads out', entry('..', A)],
  ['no name', entry('', A)],
  ['no end', Buffer.from('100644 schema.graphql')],
  ['no space', Buffer.from('100644')],
  ['half an id', entry('schema.graphql', A).subarray(0, -10)],
])('a tree that git would not have made is refused: %s', async (_, bytes) => {
  await expect(readTree(root, write('tree', bytes))).rejects.toMatchObject({
    code: 'git-failed',
    message: expect.stringContaining('is damaged'),
  });
});
