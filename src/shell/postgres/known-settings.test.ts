import { expect, test } from 'bun:test';
import { SqlError } from '../../sql/error.ts';
import { OWN_NAMES } from '../../sql/names.ts';
import type { Session } from '../../world/engine.ts';
import { settle } from './known-settings.ts';

/** A server that refuses the first scripts it is told, and then has nothing to say. */
function refusing(times: number, sqlState: string): Session & { readonly told: string[] } {
  const told: string[] = [];
  return {
    told,
    query: async () => [],
    run: async () => 0,
    results: async (script) => {
      told.push(script);
      if (told.length <= times) throw new SqlError('canceling statement', { sqlState, sql: script });
      return [[]];
    },
    [Symbol.asyncDispose]: async () => {},
  };
}

test('a timeout that strikes before it is lifted is outlasted', async () => {
  const session = refusing(2, '57014');
  await settle(session, OWN_NAMES);
  expect(session.told).toHaveLength(3);
});

test('a session whose every statement is cancelled is refused, with what the server said', async () => {
  const session = refusing(Number.POSITIVE_INFINITY, '57014');
  await expect(settle(session, OWN_NAMES)).rejects.toMatchObject({
    code: 'session-unsafe',
    message: expect.stringContaining('canceling statement'),
  });
  expect(session.told).toHaveLength(5);
});

test('whatever else the server refuses is not tried again', async () => {
  const session = refusing(1, '42501');
  await expect(settle(session, OWN_NAMES)).rejects.toMatchObject({ code: 'session-unsafe' });
  expect(session.told).toHaveLength(1);
});
