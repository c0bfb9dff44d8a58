import { expect, test } from 'bun:test';
import { rules } from '../../../rules/index.ts';
import { chosenRules } from './chosen-rules.ts';
import type { RuleLevels } from './file-settings.ts';

test('a rule that is opt-in is asked where the configuration names it, and `*` does not', () => {
  const taste = rules.slice(0, 1).map((rule) => ({ ...rule, optIn: true as const }));
  const none = { added: new Set<string>(), excluded: new Set<string>(), everyRule: false };
  const id = taste[0]?.id ?? '';
  const asked = (...layers: RuleLevels[]) => chosenRules(taste, none, layers).map(({ severity }) => severity);
  expect(asked({ '*': 'error' })).toEqual([]);
  expect(asked({ [id]: 'warning' })).toEqual(['warning']);
  expect(asked({ [id]: 'warning' }, { '*': 'error' })).toEqual(['error']);
  expect(asked({ [id]: 'warning' }, { '*': 'error', [id]: 'off' })).toEqual([]);
});
