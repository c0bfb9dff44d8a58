import type { SqlError } from '../sql/error.ts';
import { isEmbeddedExtension } from '../sql/extensions.ts';
import { extensionOf } from './extension-of.ts';

// `type "public.citext" does not exist`, `function public.crypt(text, text) does not exist`.
const MISSING =
  /^(?:type|function|procedure|aggregate|operator class|operator family|access method|text search \w+|tablesample method|foreign-data wrapper|language|schema) "?(?:[^"()]*\.)?([^".()]+)"?.* does not exist/;

const WITHOUT_OPERATOR_CLASS = /^data type .* has no default operator class for access method "(gist|gin)"/;

const NOT_AVAILABLE = /^extension "(.+)" is not available/;

/** The extension that a refusal is about: the one that is missing, or the one that has what is missing. */
function extensionIn({ message }: SqlError): string | null {
  const method = WITHOUT_OPERATOR_CLASS.exec(message)?.[1];
  if (method !== undefined) return `btree_${method}`;
  const missing = NOT_AVAILABLE.exec(message)?.[1];
  return missing ?? extensionOf(MISSING.exec(message)?.[1] ?? '');
}

/** What to do about an extension that isn't there. */
const hintOnExtension = (name: string): string =>
  isEmbeddedExtension(name)
    ? `It comes from the extension ${name}: the database needs CREATE EXTENSION ${/\W/.test(name) ? `"${name}"` : name} first.`
    : `It comes from the extension ${name}, which the embedded PostgreSQL does not carry: only a server that has it can tell. Name one with --dsn.`;

/** What to try where PostgreSQL refuses an object of a schema; `null` where its error says it all. */
export function hintOnRefusal(refusal: SqlError): string | null {
  const extension = extensionIn(refusal);
  if (extension !== null) return hintOnExtension(extension);
  const { sqlState, message, hint } = refusal;
  if (hint !== null) return hint;
  switch (sqlState) {
    case '42601':
      return 'The embedded PostgreSQL, version 18, reads no such syntax: check the expression, or compare it by hand.';
    case '42703':
    case '42P01':
      return 'It reads a column or a table that is not there when it is made: check the names.';
    case '42704':
    case '42883':
    case '3F000':
      return MISSING.test(message) ? 'Check how it is spelled, and in which schema it is.' : null;
    default:
      return null;
  }
}
