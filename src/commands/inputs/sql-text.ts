import { InputRefused } from '../../base/diagnostic.ts';
import { decoderLabel, encodingOf, packed } from '../../sql/dump.ts';
import type { World } from '../../world/world.ts';

/**
 * The text of an SQL file, in whatever encoding it says it is.
 *
 * @throws {InputRefused} for a dump that is no text, with what to type to make it one; for bytes that are in no encoding
 *   that is known here.
 */
export async function readSqlText(path: string, world: World): Promise<string> {
  const bytes = await world.files.readBytes(path);
  const form = packed(bytes);
  if (form !== null)
    throw refused(`${path} is ${form.what}, and only text is read.`, `Type: ${form.unpack(path)}`);
  if (bytes.subarray(0, SNIFFED).includes(0))
    throw refused(
      `${path} holds NUL bytes: it is no SQL file.`,
      'Name a file of SQL text, as `pg_dump` writes it.',
    );
  const encoding = encodingOf(bytes);
  const label = encoding === null ? null : decoderLabel(encoding);
  if (label === null) return world.files.decode(bytes, path);
  world.log.info(`${path} is written in ${encoding}; it is read and compared as UTF8`);
  return new TextDecoder(label as ConstructorParameters<typeof TextDecoder>[0]).decode(bytes);
}

/** In bytes: where text is looked for before it is decoded. */
const SNIFFED = 64 * 1024;

const refused = (message: string, hint: string): InputRefused =>
  new InputRefused([{ code: 'INVALID_SOURCE', message, span: null, hint }]);
