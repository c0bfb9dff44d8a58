import type { Span } from '../../base/span.ts';
import type { Directive, Literal } from '../../sdl/document.ts';

/** The string argument `name`, or `null` when it was not given. */
export function text(directive: Directive, name: string): string | null {
  const value = directive.args[name]?.value;
  return value?.kind === 'string' ? value.value : null;
}

export function flag(directive: Directive, name: string): boolean | null {
  const value = directive.args[name]?.value;
  return value?.kind === 'boolean' ? value.value : null;
}

export function integer(directive: Directive, name: string): number | null {
  const value = directive.args[name]?.value;
  return value?.kind === 'int' ? Number(value.text) : null;
}

/** A whole number of any size, as it is written: `9007199254740993`. */
export function whole(directive: Directive, name: string): string | null {
  const value = directive.args[name]?.value;
  return value?.kind === 'int' ? String(BigInt(value.text)) : null;
}

export function word(directive: Directive, name: string): string | null {
  const value = directive.args[name]?.value;
  return value?.kind === 'enum' ? value.name : null;
}

export function texts(directive: Directive, name: string): readonly string[] | null {
  const value = directive.args[name]?.value;
  if (value?.kind !== 'list') return null;
  return value.items.flatMap((item) => (item.kind === 'string' ? [item.value] : []));
}

/** Where the argument's value stands, or the whole directive when it was not given. */
export const spanOfArgument = (directive: Directive, name: string): Span =>
  directive.args[name]?.span ?? directive.span;

/** A literal as plain JSON. Numbers become numbers only when JavaScript can hold them exactly. */
export function plain(value: Literal): unknown {
  switch (value.kind) {
    case 'string':
    case 'boolean':
      return value.value;
    case 'int':
    case 'float':
      return Number(value.text);
    case 'enum':
      return value.name;
    case 'null':
      return null;
    case 'list':
      return value.items.map(plain);
    case 'object':
      return Object.fromEntries(value.fields.map((field) => [field.name, plain(field.value)]));
  }
}
