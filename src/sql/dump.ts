import { pieces } from './pieces.ts';
import { readable } from './script.ts';
import { eachToken } from './tokens.ts';

/** What pg_dump writes at the head of a dump in plain text. */
export interface DumpHead {
  /** The server's major version, which is not pg_dump's; `null` where the head doesn't say. */
  readonly major: number | null;
}

// "PostgreSQL database dump", "… cluster dump" of pg_dumpall, "… database dump complete" only at the end.
const HEAD = /^-- PostgreSQL database (?:cluster )?dump\s*$/m;
const HEAD_LENGTH = 4096;

/** What a dump says of itself, or `null` for a script that no pg_dump wrote. */
export function dumpHead(text: string): DumpHead | null {
  const head = text.slice(0, HEAD_LENGTH);
  if (!HEAD.test(head)) return null;
  const major = /^-- Dumped from database version (\d+)/m.exec(text.slice(0, HEAD_LENGTH * 4))?.[1];
  return { major: major === undefined ? null : Number(major) };
}

/** What stands in a file that is no text, and how the text in it is had. */
interface Packed {
  readonly what: string;
  readonly unpack: (path: string) => string;
}

const restored = (what: string): Packed => ({
  what,
  unpack: (path) => `pg_restore --file dump.sql ${path}`,
});

/** Recognises what pg_dump and packers write by its first bytes; `null`: something else. */
export function packed(bytes: Uint8Array): Packed | null {
  const starts = (signature: string, at = 0): boolean =>
    [...signature].every((character, i) => bytes[at + i] === character.charCodeAt(0));
  if (starts('PGDMP')) return restored('a dump in the custom format (-Fc)');
  if (starts('toc.dat\0')) return restored('a dump in the tar format (-Ft)');
  if (starts('\x1f\x8b')) return { what: 'compressed with gzip', unpack: (path) => `gunzip ${path}` };
  if (starts('\x28\xb5\x2f\xfd')) return { what: 'compressed with zstd', unpack: (path) => `unzstd ${path}` };
  return null;
}

/** Labels of `TextDecoder` for PostgreSQL's names of encodings ("Character Set Support"), where there is one. */
const LABELS: Readonly<Record<string, string>> = {
  BIG5: 'big5',
  EUC_JP: 'euc-jp',
  EUC_KR: 'euc-kr',
  GB18030: 'gb18030',
  GBK: 'gbk',
  ISO_8859_5: 'iso-8859-5',
  ISO_8859_6: 'iso-8859-6',
  ISO_8859_7: 'iso-8859-7',
  ISO_8859_8: 'iso-8859-8',
  KOI8R: 'koi8-r',
  KOI8U: 'koi8-u',
  // The label `iso-8859-1` means Windows' page, which differs only in characters that LATIN1 leaves to control codes.
  LATIN1: 'iso-8859-1',
  LATIN2: 'iso-8859-2',
  LATIN3: 'iso-8859-3',
  LATIN4: 'iso-8859-4',
  LATIN5: 'windows-1254',
  LATIN6: 'iso-8859-10',
  LATIN7: 'iso-8859-13',
  LATIN8: 'iso-8859-14',
  LATIN9: 'iso-8859-15',
  LATIN10: 'iso-8859-16',
  SJIS: 'shift_jis',
  WIN866: 'ibm866',
  WIN874: 'windows-874',
  WIN1250: 'windows-1250',
  WIN1251: 'windows-1251',
  WIN1252: 'windows-1252',
  WIN1253: 'windows-1253',
  WIN1254: 'windows-1254',
  WIN1255: 'windows-1255',
  WIN1256: 'windows-1256',
  WIN1257: 'windows-1257',
  WIN1258: 'windows-1258',
};

/** The encoding that a script sets for itself, as PostgreSQL names it; `null`: none. */
export function encodingOf(bytes: Uint8Array): string | null {
  const head = String.fromCharCode(...bytes.subarray(0, HEAD_LENGTH));
  const set = /^\s*set\s+client_encoding\s*(?:=|to)\s*'?([\w-]+)'?\s*;/im.exec(head)?.[1];
  return set?.toUpperCase().replaceAll('-', '_') ?? null;
}

/** What reads the bytes of an encoding; `null`: it is UTF-8, or nothing here reads it. */
export const decoderLabel = (encoding: string): string | null => LABELS[encoding] ?? null;

/** psql's backslash commands, in order. What ends the data of a COPY is none. */
export function psqlCommands(text: string): readonly { readonly start: number; readonly text: string }[] {
  if (!text.includes('\\')) return [];
  const sql = readable(text);
  return [...pieces(sql, eachToken(sql))]
    .filter(({ kind }) => kind === 'meta')
    .map(({ start, end }) => ({ start, text: text.slice(start, end).trimEnd() }))
    .filter((command) => command.text !== '\\.');
}
