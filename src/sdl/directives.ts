import {
  type ConstArgumentNode,
  type ConstDirectiveNode,
  type ConstValueNode,
  Kind,
  type TypeNode,
} from 'graphql/language';
import type { Code } from '../base/codes.ts';
import type { Diagnostic } from '../base/diagnostic.ts';
import type { Span } from '../base/span.ts';
import { closest } from '../base/suggest.ts';
import type { Argument, Directive, Literal } from './document.ts';
import type { ArgumentRule, Vocabulary } from './vocabulary-table.ts';

export interface Reading {
  readonly source: string;
  readonly vocabulary: Vocabulary;
  readonly diagnostics: Diagnostic[];
}

/** The span of an AST node in the source being read. */
export const spanOf = (reading: Reading, loc: { start: number; end: number } | undefined): Span => ({
  source: reading.source,
  start: loc?.start ?? 0,
  end: loc?.end ?? 0,
});

/** Reads the directives of one place: canonical names, typed arguments, defaults filled in. */
export function readDirectives(
  nodes: readonly ConstDirectiveNode[] | undefined,
  location: string,
  reading: Reading,
): Directive[] {
  const seen = new Set<string>();
  return (nodes ?? []).flatMap((node) => {
    const rule = reading.vocabulary.find(node.name.value);
    if (!rule) return unknownDirective(node, reading);
    if (!rule.locations.includes(location)) return misplaced(node, location, rule.locations, reading);
    if (seen.has(rule.name) && !rule.repeatable) return duplicate(node, reading);
    seen.add(rule.name);
    return [
      { name: rule.name, args: readArguments(node, rule.args, reading), span: spanOf(reading, node.loc) },
    ];
  });
}

function unknownDirective(node: ConstDirectiveNode, reading: Reading): [] {
  const guess = closest(node.name.value, reading.vocabulary.names);
  reading.diagnostics.push({
    code: 'UNKNOWN_DIRECTIVE',
    message: `Unknown directive "@${node.name.value}".`,
    span: spanOf(reading, node.loc),
    hint: guess ? `Did you mean "@${guess}"?` : 'Declare it with `directive @name on …` or remove it.',
  });
  return [];
}

function misplaced(node: ConstDirectiveNode, at: string, allowed: readonly string[], reading: Reading): [] {
  reading.diagnostics.push({
    code: 'MISPLACED_DIRECTIVE',
    message: `Directive "@${node.name.value}" may not be used on ${at}.`,
    span: spanOf(reading, node.loc),
    hint: `Move it to ${allowed.join(' or ')}.`,
  });
  return [];
}

function duplicate(node: ConstDirectiveNode, reading: Reading): [] {
  reading.diagnostics.push({
    code: 'DUPLICATE_DIRECTIVE',
    message: `The directive "@${node.name.value}" can only be used once at this location.`,
    span: spanOf(reading, node.loc),
    hint: 'Keep one of them.',
  });
  return [];
}

function readArguments(
  node: ConstDirectiveNode,
  rules: ReadonlyMap<string, ArgumentRule>,
  reading: Reading,
): Record<string, Argument> {
  const args: Record<string, Argument> = {};
  for (const arg of node.arguments ?? []) readArgument(node, arg, { rules, args }, reading);
  for (const rule of rules.values()) {
    if (!Object.hasOwn(args, rule.name)) addDefault(node, rule, args, reading);
  }
  return args;
}

interface Arguments {
  readonly rules: ReadonlyMap<string, ArgumentRule>;
  readonly args: Record<string, Argument>;
}

function readArgument(
  node: ConstDirectiveNode,
  arg: ConstArgumentNode,
  { rules, args }: Arguments,
  reading: Reading,
): void {
  const span = spanOf(reading, arg.value.loc);
  const rule = rules.get(arg.name.value);
  if (!rule) {
    reading.diagnostics.push(
      unknownArgument(node.name.value, arg.name.value, rules, spanOf(reading, arg.loc)),
    );
    return;
  }
  if (Object.hasOwn(args, rule.name)) {
    const message = `There can be only one argument named "${rule.name}".`;
    reading.diagnostics.push({ ...problem('DUPLICATE_ARGUMENT', span), message });
    return;
  }
  // An argument given as null counts as left out.
  if (arg.value.kind === Kind.NULL) return;
  const value = coerce(literalOf(arg.value), rule.type, reading);
  if (value) args[rule.name] = { value, span };
  else reading.diagnostics.push(wrongType(node.name.value, rule, span));
}

function addDefault(
  node: ConstDirectiveNode,
  rule: ArgumentRule,
  args: Record<string, Argument>,
  reading: Reading,
): void {
  const span = spanOf(reading, node.loc);
  if (rule.default) args[rule.name] = { value: rule.default, span };
  const isGiven = node.arguments?.some((arg) => arg.name.value === rule.name && arg.value.kind !== Kind.NULL);
  if (!rule.required || isGiven) return;
  const message = `Directive "@${node.name.value}" needs the argument "${rule.name}" of type "${rule.written}".`;
  reading.diagnostics.push({ ...problem('MISSING_ARGUMENT', span), message });
}

const problem = (code: Code, span: Span): Omit<Diagnostic, 'message'> => ({ code, span, hint: null });

function unknownArgument(
  directive: string,
  name: string,
  rules: ReadonlyMap<string, ArgumentRule>,
  span: Span,
): Diagnostic {
  const guess = closest(name, [...rules.keys()]);
  const known = rules.size > 0 ? `It takes ${[...rules.keys()].join(', ')}.` : 'It takes no arguments.';
  return {
    code: 'UNKNOWN_ARGUMENT',
    message: `Unknown argument "${name}" on directive "@${directive}".`,
    span,
    hint: guess ? `Did you mean "${guess}"?` : known,
  };
}

const wrongType = (directive: string, rule: ArgumentRule, span: Span): Diagnostic => ({
  code: 'WRONG_ARGUMENT_TYPE',
  message: `Argument "${rule.name}" of "@${directive}" must be of type "${rule.written}".`,
  span,
  hint: rule.hint,
});

/**
 * The literal, if it has the type that the vocabulary asks for; else `null`. A single value counts as a list of one,
 * as in GraphQL.
 */
function coerce(value: Literal, type: TypeNode, reading: Reading): Literal | null {
  if (type.kind === Kind.NON_NULL_TYPE)
    return value.kind === 'null' ? null : coerce(value, type.type, reading);
  if (type.kind === Kind.NAMED_TYPE) return isOfType(value, type.name.value, reading) ? value : null;
  const items = value.kind === 'list' ? value.items : [value];
  const read = items.map((item) => coerce(item, type.type, reading));
  return read.every((item) => item !== null) ? { kind: 'list', items: read } : null;
}

const INT32 = 2 ** 31;

function isOfType(value: Literal, type: string, { vocabulary }: Reading): boolean {
  switch (type) {
    case 'String':
      return value.kind === 'string';
    case 'Boolean':
      return value.kind === 'boolean';
    case 'Int':
      return value.kind === 'int' && Math.abs(Number(value.text)) < INT32;
    case 'BigInt':
      return value.kind === 'int' && BigInt.asIntN(64, BigInt(value.text)) === BigInt(value.text);
    case 'WesAction':
      return value.kind === 'enum' && vocabulary.actions.includes(value.name);
    default:
      return true;
  }
}

/** A constant GraphQL value as a Literal. */
function literalOf(node: ConstValueNode): Literal {
  switch (node.kind) {
    case Kind.STRING:
      return { kind: 'string', value: node.value };
    case Kind.INT:
      return { kind: 'int', text: node.value };
    case Kind.FLOAT:
      return { kind: 'float', text: node.value };
    case Kind.BOOLEAN:
      return { kind: 'boolean', value: node.value };
    case Kind.ENUM:
      return { kind: 'enum', name: node.value };
    case Kind.NULL:
      return { kind: 'null' };
    case Kind.LIST:
      return { kind: 'list', items: node.values.map(literalOf) };
    case Kind.OBJECT:
      return {
        kind: 'object',
        fields: node.fields.map((field) => ({ name: field.name.value, value: literalOf(field.value) })),
      };
  }
}
