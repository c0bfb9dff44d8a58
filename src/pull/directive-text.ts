import type { ObjectId } from '../ir/schema.ts';

/** What an argument can hold; `literal` is GraphQL as it stands. What is `null`, `false` or empty is left out. */
type Value = string | readonly string[] | boolean | { readonly literal: string } | null | undefined;

/** A directive, and the object that it says. */
export interface Said {
  readonly object: ObjectId;
  readonly text: string;
}

const WIDTH = 100;

/** A directive on one line, or with an argument on each line where it is long or holds several lines of SQL. */
export function directive(
  object: ObjectId,
  name: string,
  args: Readonly<Record<string, Value>> = {},
  indent = '    ',
): Said {
  const given = Object.entries(args).filter(([, value]) => isGiven(value));
  if (given.length === 0) return { object, text: `@${name}` };
  const plain = given.map(([key, value]) => `${key}: ${valueText(value)}`);
  const line = `@${name}(${plain.join(', ')})`;
  const lines = given.some(
    ([, value]) => typeof value === 'string' && isBlock(value) && value.includes('\n'),
  );
  if (!lines && indent.length + line.length <= WIDTH) return { object, text: line };
  if (!lines && given.length === 1) return { object, text: line };
  const inner = `${indent}  `;
  const rows = given.map(([key, value], i) => {
    if (typeof value !== 'string' || !value.includes('\n') || !isBlock(value)) return `${inner}${plain[i]}`;
    return `${inner}${key}: ${blockText(value, inner)}`;
  });
  return { object, text: `@${name}(\n${rows.join('\n')}\n${indent})` };
}

const isGiven = (value: Value): boolean =>
  value !== null && value !== undefined && value !== false && !(Array.isArray(value) && value.length === 0);

function valueText(value: Value): string {
  if (typeof value === 'string') return stringText(value);
  if (Array.isArray(value)) return `[${value.map(stringText).join(', ')}]`;
  return typeof value === 'object' && value !== null && 'literal' in value ? value.literal : String(value);
}

/** A string on one line. JSON escapes as GraphQL does. */
const stringText = (text: string): string => JSON.stringify(text);

// A block string loses common indentation, blank lines at both ends and carriage returns, and can't hold control
// characters. https://spec.graphql.org/September2025/#sec-String-Value
function isBlock(text: string): boolean {
  const lines = text.split('\n');
  return (
    !/[^\P{Cc}\n\t]/u.test(text) &&
    lines[0]?.trim() !== '' &&
    lines.at(-1)?.trim() !== '' &&
    lines.every((line) => line === '' || line.trim() !== '') &&
    lines.some((line) => /^\S/.test(line))
  );
}

function blockText(text: string, indent: string): string {
  const lines = text.replaceAll('"""', '\\"""').split('\n');
  return ['"""', ...lines.map((line) => (line === '' ? '' : `${indent}${line}`)), `${indent}"""`].join('\n');
}

/** A comment as a description above what it describes; empty for none. */
export function description(comment: string | null, indent: string): string {
  if (comment === null) return '';
  if (!isBlock(comment)) return `${indent}${stringText(comment)}\n`;
  const oneLine = !comment.includes('\n') && !/^["\s]|["\\\s]$/.test(comment) && comment.length <= WIDTH;
  if (oneLine && !comment.includes('"""')) return `${indent}"""${comment}"""\n`;
  return `${indent}${blockText(comment, indent)}\n`;
}
