import {
  type DirectiveDefinitionNode,
  type DocumentNode,
  Kind,
  parse,
  print,
  type TypeNode,
} from 'graphql/language';
import type { Literal } from './document.ts';
import { VOCABULARY } from './vocabulary.ts';

export interface ArgumentRule {
  readonly name: string;
  readonly type: TypeNode;
  /** The type as the vocabulary spells it: `[String!]`. */
  readonly written: string;
  readonly required: boolean;
  readonly default: Literal | null;
  readonly hint: string | null;
}

interface DirectiveRule {
  readonly name: string;
  readonly locations: readonly string[];
  readonly repeatable: boolean;
  readonly args: ReadonlyMap<string, ArgumentRule>;
}

/**
 * Everything a document may use: our directives under all their names, GraphQL's own, and what the document declares
 * itself.
 */
export interface Vocabulary {
  find(written: string): DirectiveRule | null;
  /** Every name to suggest from, aliases included. */
  readonly names: readonly string[];
  readonly actions: readonly string[];
  /** Type names that need no declaration. */
  readonly types: ReadonlySet<string>;
  readonly document: DocumentNode;
}

const PREFIX = 'wes_';
const BUILT_IN_TYPES = ['ID', 'String', 'Int', 'Float', 'Boolean'];
// GraphQL's own directives. They change nothing in a database, but `@deprecated` on a column is allowed.
const GRAPHQL_OWN = `
directive @deprecated(reason: String) on FIELD_DEFINITION | ENUM_VALUE
directive @specifiedBy(url: String!) on SCALAR
directive @oneOf on INPUT_OBJECT`;

/** The vocabulary for one document, with the directives that document declares for itself. */
export function vocabularyFor(document: DocumentNode): Vocabulary {
  const own = parse(VOCABULARY, { noLocation: true });
  const rules = new Map<string, DirectiveRule>();
  for (const node of definitionsIn(parse(GRAPHQL_OWN, { noLocation: true })))
    rules.set(node.name.value, ruleOf(node));
  for (const node of definitionsIn(document)) rules.set(node.name.value, ruleOf(node));
  for (const node of definitionsIn(own)) {
    const rule = ruleOf(node);
    const bare = rule.name.slice(PREFIX.length);
    for (const alias of [rule.name, `wesley_${bare}`, bare]) rules.set(alias, rule);
  }
  const actions = own.definitions.find((node) => node.kind === Kind.ENUM_TYPE_DEFINITION)?.values ?? [];
  const scalars = own.definitions.flatMap((node) =>
    node.kind === Kind.SCALAR_TYPE_DEFINITION ? [node.name.value] : [],
  );
  return {
    find: (written) => rules.get(written) ?? null,
    names: [...rules.keys()],
    actions: actions.map((value) => value.name.value),
    types: new Set([...BUILT_IN_TYPES, ...scalars]),
    document: own,
  };
}

const definitionsIn = (document: DocumentNode): DirectiveDefinitionNode[] =>
  document.definitions.filter((node) => node.kind === Kind.DIRECTIVE_DEFINITION);

function ruleOf(node: DirectiveDefinitionNode): DirectiveRule {
  const args = (node.arguments ?? []).map((arg): [string, ArgumentRule] => {
    const written = print(arg.type);
    const required = arg.type.kind === Kind.NON_NULL_TYPE && !arg.defaultValue;
    const hint = HINTS[written.replaceAll('!', '')] ?? null;
    const name = arg.name.value;
    return [name, { name, type: arg.type, written, required, default: defaultOf(arg.defaultValue), hint }];
  });
  return {
    name: node.name.value,
    locations: node.locations.map((location) => location.value),
    repeatable: node.repeatable,
    args: new Map(args),
  };
}

const HINTS: Readonly<Record<string, string>> = {
  String: 'Write it as a "string" in double quotes.',
  '[String]': 'Write it as a list of strings: ["a", "b"].',
  Int: 'Write it as a whole number.',
  BigInt: 'Write it as a whole number of at most 64 bits.',
  Boolean: 'Write true or false.',
  WesAction: 'Write one of NO_ACTION, RESTRICT, CASCADE, SET_NULL, SET_DEFAULT.',
};

// Defaults in the vocabulary are strings and booleans only. Defaults of directives that a document declares itself
// are not filled in.
function defaultOf(node: { kind: string; value?: unknown } | undefined): Literal | null {
  if (node?.kind === Kind.STRING) return { kind: 'string', value: String(node.value) };
  if (node?.kind === Kind.BOOLEAN) return { kind: 'boolean', value: node.value === true };
  return null;
}
