import { expect, test } from 'bun:test';
import { InputRefused } from '../../base/diagnostic.ts';
import { EXIT } from '../../base/exit.ts';
import { type Command, defineCommand } from './command.ts';
import { readInput } from './input.ts';

const command: Command = defineCommand({
  name: 'try',
  summary: '',
  flags: {
    out: { type: 'string', description: '', valueHint: 'DIR', default: 'generated' },
    key: { type: 'string', description: '', repeatable: true },
    'no-passphrase': { type: 'boolean', description: '' },
    env: { type: 'string', description: '', required: true },
  },
  positionals: [{ name: 'PATH', description: '', required: false }],
  examples: [],
  run: async () => EXIT.ok,
});

const read = (...args: string[]) => readInput(command, ['--env', 'dev', ...args]);

test('takes values behind a space or an equals sign, empty ones too', () => {
  expect(read('--out', 'a').text('out')).toBe('a');
  expect(read('--out=a=b').text('out')).toBe('a=b');
  expect(read('--key=').text('key')).toBe('');
});

test('falls back to the default, and to null', () => {
  expect(read().text('out')).toBe('generated');
  expect(read().text('config')).toBeNull();
});

test('keeps every value of a flag that may be repeated', () => {
  expect(read('--key', 'a', '--key=b').all('key')).toEqual(['a', 'b']);
});

test('does not take a flag that begins with no- for the negation of another', () => {
  expect(read('--no-passphrase').on('no-passphrase')).toBe(true);
});

test('takes what stands behind -- as it is', () => {
  expect(read('--', '--out').positionals).toEqual(['--out']);
});

test.each([
  [['--nosuch'], 'Unknown flag "--nosuch"'],
  [['-o', 'x'], 'Unknown flag "-o"'],
  [['--out'], '--out needs a value'],
  [['--out', '--key', 'a'], '--out needs a value'],
  [['--out', 'a', '--out', 'b'], '--out is given 2 times'],
  [['--no-passphrase=yes'], '--no-passphrase takes no value'],
  [['--out='], '--out needs a value'],
  [['--out', ''], '--out needs a value'],
  [[''], 'PATH is empty'],
  [['a', 'b'], 'Unexpected argument "b"'],
])('refuses %p', (args, message) => {
  const refusal = (): unknown => read(...args);
  expect(refusal).toThrow(InputRefused);
  expect(refusal).toThrow(message);
});

test('asks for a flag that is required', () => {
  expect(() => readInput(command, [])).toThrow('--env is missing');
});

test('suggests the flag that was meant', () => {
  try {
    read('--ot', 'a');
    throw new Error('it was taken');
  } catch (error) {
    expect((error as InputRefused).diagnostics[0]?.hint).toBe('Did you mean "--out"?');
  }
});
