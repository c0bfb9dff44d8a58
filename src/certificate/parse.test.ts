import { describe, expect, test } from 'bun:test';
import { createCertificate } from './create.ts';
import type { RefusalCode } from './refusal.ts';
import { facts, HOLMES_SEED, ISSUED_MS, signedBy, signedText, trust, utf8, WAT_SUM_SEED } from './testing.ts';
import { verifyCertificate } from './verify.ts';

const NOW = { nowMs: ISSUED_MS, environment: 'production' };
const codeOf = (file: string | Uint8Array, options = NOW, store = trust): RefusalCode | null =>
  verifyCertificate(typeof file === 'string' ? utf8(file) : file, store, options).code;

/** The file with another block, and the header that the honest block would have. */
const withBlock = (change: (block: string) => string): string =>
  signedText.replace(/^\{.*\}$/m, (block) => change(block));
describe('container', () => {
  test.each<[string, string | Uint8Array, RefusalCode]>([
    ['nothing', '', 'E_FILE_EMPTY'],
    ['more than 256 KiB', 'x'.repeat(262_145), 'E_FILE_SIZE'],
    ['UTF-16', Uint8Array.from(Buffer.from(`\uFEFF${signedText}`, 'utf16le')), 'E_NOT_UTF8'],
    ['bytes that are no text', Uint8Array.of(0xff, 0xfe, 0x00), 'E_NOT_UTF8'],
    ['a byte order mark', `\uFEFF${signedText}`, 'E_BYTE_ORDER_MARK'],
    ['carriage returns', signedText.replaceAll('\n', '\r\n'), 'E_LINE_ENDS'],
    ['no block', signedText.replace('shipme:block', 'shipme:blocks'), 'E_NO_BLOCK'],
    ['no end of the block', signedText.replace('<!-- shipme:end -->\n', ''), 'E_NO_BLOCK'],
    ['two blocks', signedText + signedText, 'E_BLOCKS'],
    ['a decoy block in a comment', `<!--\n${signedText}-->\n${signedText}`, 'E_BLOCKS'],
    [
      'an indented second block',
      signedText.replace('## Locks', '  <!-- shipme:block v1 -->\n## Locks'),
      'E_BLOCKS',
    ],
    ['text before', `Hello\n${signedText}`, 'E_HEADER'],
    ['text after', `${signedText}Hello\n`, 'E_HEADER'],
    ['an empty line after', `${signedText}\n`, 'E_HEADER'],
    ['no line end at the end', signedText.slice(0, -1), 'E_HEADER'],
    ['NUL bytes after', `${signedText}\0`, 'E_HEADER'],
    ['the block without its header', signedText.slice(signedText.indexOf('<!--')), 'E_HEADER'],
  ])('%s', (_, file, code) => {
    expect(codeOf(file)).toBe(code);
  });
});

describe('header', () => {
  test.each<[string, (text: string) => string]>([
    ['another environment', (text) => text.replace('SHIPME: production', 'SHIPME: staging')],
    ['another lock', (text) => text.replace('AccessExclusiveLock', 'AccessShareLock')],
    ['a look-alike letter', (text) => text.replace('production', 'productiоn')],
    ['a bidi override', (text) => text.replace('Ada', '\u202eAda')],
    ['a zero-width space', (text) => text.replace('Ada', 'A\u200bda')],
    ['a trailing space', (text) => text.replace('## Locks\n', '## Locks \n')],
    ['an injected heading', (text) => text.replace('## Locks', '# Approved\n\n## Locks')],
    ['a link', (text) => text.replace('`billing`', '[billing](https://elsewhere.example)')],
  ])('%s is refused', (_, change) => {
    expect(change(signedText)).not.toBe(signedText);
    expect(codeOf(change(signedText))).toBe('E_HEADER');
  });

  test('somebody else’s text stays inside its code span', () => {
    const message = '` | <img src=x> **bold**\n# heading \u202e <!-- shipme:block v1 -->';
    const text = createCertificate({ ...facts, target: { ...facts.target, message } });
    expect(text).toContain(
      '\n- Message: `ˋ ¦ <img src=x> **bold**\\u{a}# heading \\u{202e} <!-- shipme:block v1 -->`\n',
    );
    const file = signedBy(text, ['HOLMES', HOLMES_SEED], ['WAT-SUM', WAT_SUM_SEED]);
    expect(codeOf(file)).toBeNull();
  });

  test('an unknown renderer is named', () => {
    const file = withBlock((block) => block.replace('shipme-md/1', 'shipme-md/2'));
    expect(codeOf(file)).toBe('E_RENDERER');
  });
});

test.each<[string, (block: string) => string]>([
  ['a key twice', (block) => block.replace('"sequence":7', '"sequence":7,"sequence":7')],
  ['a key twice with another value', (block) => block.replace('"sequence":7', '"sequence":9,"sequence":7')],
  ['keys in another order', (block) => block.replace(/("engine":"[^"]*"),("errors":0)/, '$2,$1')],
  ['white space', (block) => block.replace('"sequence":7', '"sequence": 7')],
  ['7.0', (block) => block.replace('"sequence":7', '"sequence":7.0')],
  ['70e-1', (block) => block.replace('"sequence":7', '"sequence":70e-1')],
  ['-0', (block) => block.replace('"rowsLost":0', '"rowsLost":-0')],
  ['1e400', (block) => block.replace('"sequence":7', '"sequence":1e400')],
  ['NaN', (block) => block.replace('"sequence":7', '"sequence":NaN')],
  ['an escape', (block) => block.replace('"billing"', '"\\u0062illing"')],
  ['a lone surrogate', (block) => block.replace('"billing"', '"\\ud800"')],
  ['a comment', (block) => block.replace('{', '{/**/')],
  ['a second value', (block) => `${block}{}`],
  ['a cut block', (block) => block.slice(0, -1)],
])('%s is refused', (_, change) => {
  expect(withBlock(change)).not.toBe(signedText);
  expect(codeOf(withBlock(change))).toBe('E_NOT_CANONICAL');
});

test('33 levels are refused', () => {
  expect(codeOf(withBlock(() => `${'['.repeat(40)}${']'.repeat(40)}`))).toBe('E_DEPTH');
});

test.each<[string, (block: string) => string, RefusalCode]>([
  [
    'an integer that is its own canonical form',
    (b) => b.replace('"sequence":7', '"sequence":100000000000000000000'),
    'E_PAYLOAD',
  ],
  ['an unknown member', (b) => b.replace('"sequence":7', '"sequence":7,"super":true'), 'E_PAYLOAD'],
  ['a missing member', (b) => b.replace('"sequence":7,', ''), 'E_PAYLOAD'],
  ['a null member', (b) => b.replace('"sequence":7', '"sequence":null'), 'E_PAYLOAD'],
  ['a text for a number', (b) => b.replace('"sequence":7', '"sequence":"7"'), 'E_PAYLOAD'],
  ['a negative count', (b) => b.replace('"rowsLost":0', '"rowsLost":-1'), 'E_PAYLOAD'],
  ['a __proto__ member', (b) => b.replace('"scans":', '"__proto__":{},"scans":'), 'E_NOT_CANONICAL'],
  [
    'a __proto__ key among the reasons',
    (b) => b.replace('"unmeasured":{', '"unmeasured":{"__proto__":"a",'),
    'E_PAYLOAD',
  ],
  [
    'a __proto__ key among the targets',
    (b) => b.replace('"targets":{"p', '"targets":{"__proto__":"a","p'),
    'E_PAYLOAD',
  ],
  ['an uncomposed letter', (b) => b.replace('"billing"', '"bille\u0301"'), 'E_PAYLOAD'],
  ['a bidi control', (b) => b.replace('"billing"', '"b\u2067illing"'), 'E_PAYLOAD'],
  [
    'a digest in upper case',
    (b) => b.replace(/"ir":"sha256:\w{64}"/, `"ir":"sha256:${'A'.repeat(64)}"`),
    'E_PAYLOAD',
  ],
  [
    'another digest algorithm',
    (b) => b.replace(/"ir":"sha256:\w{64}"/, `"ir":"md5:${'0'.repeat(32)}"`),
    'E_PAYLOAD',
  ],
  ['a null without a reason', (b) => b.replace('"target.tag":"the commit has no tag",', ''), 'E_PAYLOAD'],
  [
    'a reason for what was measured',
    (b) => b.replace('"target.database.identity"', '"target.commit":"none","target.database.identity"'),
    'E_PAYLOAD',
  ],
  [
    'tests that do not add up',
    (b) => b.replace('"failed":0,"integration"', '"failed":1,"integration"'),
    'E_PAYLOAD',
  ],
  [
    'a subject that is not the plan',
    (b) => b.replace('"name":"plan.json"', '"name":"plan.sql"'),
    'E_PAYLOAD',
  ],
  ['no subjects', (b) => b.replace(/"subject":\[.*?\]\}/, '"subject":[]}'), 'E_PAYLOAD'],
  ['an embedded key', (b) => b.replace('"signatures":', '"publicKeys":[],"signatures":'), 'E_ENVELOPE'],
  [
    'an embedded key in a signature',
    (b) => b.replace('"role":"HOLMES"', '"publicKey":"AA==","role":"HOLMES"'),
    'E_ENVELOPE',
  ],
  ['no signatures member', (b) => b.replace(/,"signatures":.*$/, '}'), 'E_ENVELOPE'],
  [
    'a payload that is an array',
    (b) => b.replace(/"payload":\{.*\},"payloadType"/, '"payload":[],"payloadType"'),
    'E_ENVELOPE',
  ],
  ['null', () => 'null', 'E_ENVELOPE'],
])('%s is refused', (_, change, code) => {
  expect(withBlock(change)).not.toBe(signedText);
  expect(codeOf(withBlock(change))).toBe(code);
});
