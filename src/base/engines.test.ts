import { expect, test } from 'bun:test';
import { ENGINE_NAMES, ENGINES, engineOf, listed, urlForms } from './engines.ts';

test('the form of each URL is of its own engine', () => {
  for (const name of ENGINE_NAMES) expect(engineOf(ENGINES[name].form('DIR'))).toBe(name);
});

test('sentences name the engines of a table, servers first', () => {
  const folder = { scheme: /^x/, embedded: true, form: (folder: string) => `x:${folder}` };
  const server = { scheme: /^y:/, embedded: false, form: () => 'y://…' };
  expect(urlForms('DIR', [folder, server])).toEqual(['y://…', 'x:DIR']);
  expect(listed(['y://…'])).toBe('y://…');
  expect(listed(['y://…', 'x:DIR'])).toBe('y://… or x:DIR');
  expect(listed(['y://…', 'x:DIR', 'z:DIR'])).toBe('y://…, x:DIR or z:DIR');
});
