import { expect, test } from 'bun:test';
import { readSdl } from '../../sdl/read.ts';
import { flag, integer, plain, spanOfArgument, text, texts, word } from './arguments.ts';

const SDL = `type A @wes_table(name: "a") @wes_index(fields: ["x", "y"]) {
  x: Int @wes_column(length: 20) @wes_default(value: {n: [1, 2.5, true, null, RED, "s"]})
  y: Int @wes_fk(ref: "A.x", onDelete: SET_NULL, deferrable: false)
}`;
const [type] = readSdl(SDL, 'a.graphql').value?.objects ?? [];
const uses = [type, ...(type?.fields ?? [])].flatMap((owner) => owner?.directives ?? []);
const use = (name: string) => {
  const found = uses.find((directive) => directive.name === name);
  if (!found) throw new Error(`no @${name}`);
  return found;
};

test('an argument is read as what it was written as', () => {
  expect(text(use('wes_table'), 'name')).toBe('a');
  expect(texts(use('wes_index'), 'fields')).toEqual(['x', 'y']);
  expect(integer(use('wes_column'), 'length')).toBe(20);
  expect(word(use('wes_fk'), 'onDelete')).toBe('SET_NULL');
  expect(flag(use('wes_fk'), 'deferrable')).toBe(false);
});

test.each([
  ['text', text, 'onDelete'],
  ['flag', flag, 'ref'],
  ['integer', integer, 'ref'],
  ['word', word, 'ref'],
  ['texts', texts, 'ref'],
] as const)('%s takes no other literal, and no argument that is not there', (_, read, other) => {
  expect(read(use('wes_fk'), other)).toBeNull();
  expect(read(use('wes_fk'), 'nosuch')).toBeNull();
});

test('a place is that of the value, or of the directive where it is left out', () => {
  const at = (name: string) => {
    const { start, end } = spanOfArgument(use('wes_fk'), name);
    return SDL.slice(start, end);
  };
  expect(at('ref')).toBe('"A.x"');
  expect(at('onUpdate')).toBe('@wes_fk(ref: "A.x", onDelete: SET_NULL, deferrable: false)');
});

test('a literal becomes plain JSON, however deep', () => {
  const value = use('wes_default').args['value']?.value;
  expect(value && plain(value)).toEqual({ n: [1, 2.5, true, null, 'RED', 's'] });
});
