import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { schemaFrom } from '../../testing.ts';
import type { GeneratedFile } from '../target.ts';
import pgtap from './target.ts';
import { openBench, type TestBench } from './testing.ts';

let bench: TestBench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

const TENANT = `
  type Org @wes_table { id: ID! @wes_pk }
  type Doc @wes_table @wes_tenant(by: "orgId") { id: ID! @wes_pk orgId: ID! @wes_fk(ref: "Org.id") }`;

const OWN: readonly (readonly [string, string])[] = [
  ['a setting that is not set', "org_id = current_setting('app.tenant_id')::uuid"],
  ['the same, compared as text', "org_id::text = current_setting('app.tenant_id')"],
  ['a cast of a setting that may be empty', "org_id = current_setting('app.tenant_id', true)::uuid"],
  ['a cast that fails', "org_id = current_setting('app.tenant_id')::uuid AND note::int > 0 OR note = 'x'"],
  ['a division by zero, for some rows', "org_id = current_setting('app.tenant_id')::uuid AND 10 / parts > 1"],
];
const docOf = (using: string): string => `
  type Org @wes_table { id: ID! @wes_pk }
  type Doc @wes_table @wes_tenant(by: "orgId")
    @wes_rls(select: "${using}", insert: "${using}", update: "${using}", delete: "${using}")
  { id: ID! @wes_pk orgId: ID! @wes_fk(ref: "Org.id") note: String! parts: Int! }`;
const fileOf = async (sdl: string): Promise<GeneratedFile> => {
  const schema = await schemaFrom(sdl);
  await bench.load(schema, 3);
  const file = pgtap.generate(schema).find(({ path }) => path.endsWith('-doc.sql'));
  if (!file) throw new Error('no file');
  return file;
};
const after = (sql: string, file: GeneratedFile): GeneratedFile => ({
  ...file,
  text: file.text.replace(/^begin;$/m, () => `begin;\n${sql}`),
});
const OPEN = ['doc_tenant', 'doc_select_policy', 'doc_update_policy', 'doc_delete_policy']
  .map((name) => `alter policy ${name} on doc using (true);`)
  .join(' ');

describe('policies that answer with an error', () => {
  test.each(OWN)('%s: denial is claimed, and how is not', async (_, using) => {
    const file = await fileOf(docOf(using));
    const { planned, passed, failed } = await bench.run(file);
    expect(failed).toEqual([]);
    expect(passed.length).toBe(planned);
    expect(passed.filter((line) => /does not see a row|sees nothing/.test(line)).length).toBeGreaterThan(1);
  });

  test.each(OWN.slice(0, 3))(
    '%s: own rows are seen, and those of another tenant are noticed',
    async (_, using) => {
      const file = await fileOf(docOf(using));
      const { passed } = await bench.run(file);
      for (const verb of ['sees a row', 'inserts a row', 'updates a row', 'deletes a row'])
        expect(passed.join('\n')).toContain(`${verb} that the policies let through`);
      const { failed } = await bench.run(after(OPEN, file));
      const noticed = failed.filter((line) => !line.includes('terms of policy')).join('\n');
      expect(noticed).toContain('does not see a row');
      expect(noticed).toContain('sees nothing');
      expect(noticed).toContain('does not reach by UPDATE');
      expect(noticed).toContain('does not reach by DELETE');
    },
  );

  test('without row security every denial fails', async () => {
    const file = await fileOf(docOf(OWN[0]?.[1] ?? ''));
    const { failed, passed } = await bench.run(after('alter table doc disable row level security;', file));
    const denials = /does not see|sees nothing|cannot insert|cannot turn|does not reach/;
    expect(failed.filter((line) => denials.test(line)).length).toBeGreaterThan(6);
    expect(passed.filter((line) => denials.test(line))).toEqual([]);
  });

  test('policies that only ever raise let nothing through, and that is noticed', async () => {
    const file = await fileOf(docOf(OWN[0]?.[1] ?? ''));
    const raise = OPEN.replaceAll('using (true)', 'using (1 / 0 = 1)');
    const { failed } = await bench.run(after(raise, file));
    expect(failed.join('\n')).toContain('sees a row that the policies let through');
  });

  test('the tenant’s own expression raises nothing, whatever the others do', async () => {
    const file = await fileOf(TENANT);
    expect(file.text).not.toContain('wesley_denial(pg_temp.wesley_as');
    const raise = "alter policy doc_tenant on doc using (org_id = current_setting('app.tenant_id')::uuid);";
    const { failed } = await bench.run(after(raise, file));
    expect(failed.join('\n')).toContain('sees nothing, and no error,');
  });

  test('where no row is let through the report says so', async () => {
    const { rest } = await bench.run(
      await fileOf(docOf("note::int = 5 AND org_id = current_setting('app.tenant_id')::uuid")),
    );
    expect(rest.join('\n')).toContain('Not tested: that any role may SELECT in doc');
  });
});
