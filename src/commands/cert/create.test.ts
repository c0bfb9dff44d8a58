import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { writeFileSync } from 'node:fs';
import { sha256 } from '../../base/digest.ts';
import { createManifest } from '../../certificate/manifest.ts';
import { utf8 } from '../../certificate/testing.ts';
import type { Rehearsal } from '../../rehearse/rehearsal.ts';
import certCreate from './create.ts';
import {
  at,
  certified,
  closeShop,
  codeOf,
  filesThere,
  id,
  openShop,
  type Ran,
  run,
  text,
} from './testing-shop.ts';

beforeEach(openShop);
afterEach(closeShop);

const create = (
  change: (changed: { artifacts: Record<string, unknown>; locks: Record<string, unknown> }) => void,
) => {
  const changed = JSON.parse(text(`${certified}/facts.json`));
  change(changed);
  writeFileSync(at(`${certified}/facts.json`), JSON.stringify(changed));
  return run(certCreate, { facts: `${certified}/facts.json`, json: true });
};

const withRehearsal = async (rehearsal: string): Promise<Ran> => {
  const before = utf8(text(`${certified}/evidence.jsonl`));
  const files = new Map([...filesThere(), ['realm.json', utf8(rehearsal)], ['evidence.jsonl', before]]);
  const manifest = createManifest(id, files);
  writeFileSync(at(`${certified}/realm.json`), rehearsal);
  writeFileSync(at(`${certified}/manifest.json`), manifest);
  return create((changed) => {
    changed.artifacts['manifest'] = sha256(manifest);
  });
};

describe('facts that nobody measured make no certificate', () => {
  test('a lock that the rehearsal did not see', async () => {
    const created = await create((changed) => {
      changed.locks['strongest'] = 'AccessShareLock';
    });
    expect(created.exit).toBe(8);
    expect(codeOf(created)).toBe('E_FACTS');
  });

  test('the digest of another plan than the one that lies there', async () => {
    const created = await create((changed) => {
      changed.artifacts['plan'] = sha256('{"steps":["drop table invoice"]}');
    });
    expect(codeOf(created)).toBe('E_MANIFEST');
  });

  test('the digest of another rollback', async () => {
    const created = await create((changed) => {
      changed.artifacts['rollback'] = sha256('drop table invoice');
    });
    expect(codeOf(created)).toBe('E_FACTS');
  });

  test('evidence of something else', async () => {
    const created = await create((changed) => {
      changed.artifacts['evidence'] = sha256('another chain');
    });
    expect(codeOf(created)).toBe('E_FACTS');
  });
});

const NONE: readonly (readonly [string, (rehearsal: Rehearsal) => unknown, string])[] = [
  ['empty', () => ({}), 'verdict'],
  ['a list', () => [], 'the whole of it'],
  ['nothing', () => null, 'the whole of it'],
  ['steps that are none', (rehearsal) => ({ ...rehearsal, steps: [null] }), 'steps.0'],
  ['steps that are text', (rehearsal) => ({ ...rehearsal, steps: 'abc' }), 'steps'],
  ['another verdict', (rehearsal) => ({ ...rehearsal, verdict: 'GREAT' }), 'verdict'],
  [
    'a number that is text',
    (rehearsal) => ({ ...rehearsal, timings: { ...rehearsal.timings, stepsMs: '1' } }),
    'timings.stepsMs',
  ],
  [
    'a negative time',
    (rehearsal) => ({ ...rehearsal, rollback: { ...rehearsal.rollback, ms: -1 } }),
    'rollback.ms',
  ],
  [
    'an unknown lock',
    (rehearsal) => ({
      ...rehearsal,
      steps: [{ ...rehearsal.steps[0], observed: [{ relation: 'a', kind: 'table', mode: 'None' }] }],
    }),
    'steps.0.observed.0.mode',
  ],
];
test.each(NONE)('a rehearsal that is none: %s', async (_, change, place) => {
  const rehearsal = change(JSON.parse(text(`${certified}/realm.json`)));
  await expect(withRehearsal(JSON.stringify(rehearsal))).rejects.toMatchObject({
    exit: 2,
    diagnostics: [{ code: 'INVALID_REALM', message: expect.stringContaining(`realm.json: ${place}: `) }],
  });
});

test('a rehearsal that the evidence does not vouch for makes no certificate', async () => {
  const rehearsal = JSON.parse(text(`${certified}/realm.json`));
  expect((await withRehearsal(text(`${certified}/realm.json`))).exit).toBe(0);
  const created = await withRehearsal(JSON.stringify({ ...rehearsal, notes: ['all is well'] }));
  expect(codeOf(created)).toBe('E_FACTS');
  expect(created.out).toContain('evidence.jsonl does not vouch for realm.json');
});

test('a rehearsal that is no JSON', async () => {
  await expect(withRehearsal('{')).rejects.toMatchObject({
    exit: 2,
    diagnostics: [{ code: 'INVALID_REALM', message: `${certified}/realm.json is not JSON.` }],
  });
});
