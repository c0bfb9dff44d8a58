import { expect, test } from 'bun:test';
import { ENGINE_NAMES, ENGINES } from '../../base/engines.ts';
import { openDatabase } from '../../shell/postgres/engines.ts';
import certify from '../cert/certify.ts';
import plan from '../schema/plan.ts';
import { serverUrl } from '../schema/rehearse.ts';
import { DSN_FLAG } from './dsn-flag.ts';

test('whoever asks for a database is told of every engine', async () => {
  const told = [DSN_FLAG.dsn, certify.flags['dsn'], plan.flags['from']].map((flag) => flag?.description);
  for (const name of ENGINE_NAMES) for (const text of told) expect(text).toContain(ENGINES[name].form('DIR'));
  expect(DSN_FLAG.dsn.description).toBe('the database: postgres://… or pglite:DIR');
  expect(certify.flags['dsn']?.description).toBe('the database it is for: postgres://… or pglite:DIR');
  expect(plan.flags['from']?.description).toBe(
    'where to start: old.graphql, a .sql file, dump or folder, ir.json, git:REV, postgres://…, pglite:DIR or empty',
  );
  expect(() => serverUrl('nowhere', 'shadow')).toThrow('--shadow takes postgres://…, a server');
  await expect(openDatabase({ url: 'nowhere', cwd: '/', make: false })).rejects.toThrow(
    'the database URL is neither postgres://… nor pglite:<folder>',
  );
});
