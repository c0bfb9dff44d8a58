import { GraphQLError } from 'graphql/error';
import {
  type ConstDirectiveNode,
  type DefinitionNode,
  type DocumentNode,
  type EnumTypeDefinitionNode,
  type EnumTypeExtensionNode,
  type FieldDefinitionNode,
  Kind,
  type ObjectTypeDefinitionNode,
  type ObjectTypeExtensionNode,
  parse,
  type TypeNode,
} from 'graphql/language';
import { accepted, type Checked, type Diagnostic, refused } from '../base/diagnostic.ts';
import { type Reading, readDirectives, spanOf } from './directives.ts';
import type { Directive, Document, EnumType, Field, ObjectType, TypeReference } from './document.ts';
import { graphqlErrors } from './graphql-rules.ts';
import { tooDeep } from './nesting.ts';
import { isOrdinary } from './ordinary-sdl.ts';
import { vocabularyFor } from './vocabulary-table.ts';

/**
 * Reads GraphQL SDL with the `@wes_*` directives. An error that GraphQL itself finds keeps GraphQL's message.
 *
 * @param source The name to show in front of `:line:column`.
 */
export function readSdl(text: string, source: string): Checked<Document> {
  const parsed = parseText(text, source);
  if (parsed.value === null) return parsed;
  const document = parsed.value;
  const reading: Reading = { source, vocabulary: vocabularyFor(document), diagnostics: [] };
  if (!isOrdinary(document, reading.vocabulary.types)) {
    const errors = graphqlErrors(document, reading.vocabulary.document);
    if (errors.length > 0) return refused(errors.map((error) => graphqlProblem(error, source)));
  }
  const read = collect(document, reading);
  return reading.diagnostics.length > 0 ? refused(reading.diagnostics) : accepted(read);
}

// A larger schema would take minutes and gigabytes. 10,000 tables of 10 columns with defaults and checks have a quarter as
// many characters.
const MAX_CHARACTERS = 32 * 1024 * 1024;
const MAX_LINES = 400_000;

/** Where a text is larger than what is read, and how; `null` for one that is not. */
function tooLarge(text: string): { readonly start: number; readonly message: string } | null {
  if (text.length > MAX_CHARACTERS)
    return {
      start: MAX_CHARACTERS,
      message: `The schema has ${text.length} characters, more than ${MAX_CHARACTERS}.`,
    };
  let start = -1;
  for (let line = 0; line <= MAX_LINES; line++) {
    start = text.indexOf('\n', start + 1);
    if (start < 0) return null;
  }
  return { start, message: `The schema has more than ${MAX_LINES} lines.` };
}

function parseText(text: string, source: string): Checked<DocumentNode> {
  const large = tooLarge(text);
  if (large !== null) {
    const span = { source, start: large.start, end: large.start + 1 };
    const hint = 'Split it into schemas of their own.';
    return refused([{ code: 'TOO_LARGE', message: large.message, span, hint }]);
  }
  const deep = tooDeep(text);
  if (deep !== null) {
    const span = { source, start: deep, end: deep + 1 };
    return refused([
      {
        code: 'TOO_DEEP',
        message: 'Nested too deeply.',
        span,
        hint: 'Keep lists and objects under 100 levels.',
      },
    ]);
  }
  try {
    return accepted(parse(text));
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    return refused([
      { ...graphqlProblem(error, source), code: 'PARSE_FAILED', hint: hintFor(error.message, text) },
    ]);
  }
}

function hintFor(message: string, text: string): string {
  if (text.trim() === '') return 'Start with `type Customer @wes_table { id: ID! @wes_pk }`.';
  if (/Expected Name, found "?[{}]/.test(message))
    return 'Give every type at least one field: `{ id: ID! }`.';
  if (message.includes('Unterminated string'))
    return 'Close the string with a double quote on the same line, or use """…""".';
  return 'Check the line above the caret for a missing brace, quote or colon.';
}

function graphqlProblem(error: GraphQLError, source: string): Diagnostic {
  const node = error.nodes?.at(-1)?.loc;
  const start = node?.start ?? error.positions?.at(-1) ?? 0;
  const span = { source, start, end: node?.end ?? start + 1 };
  return { code: 'GRAPHQL_INVALID', message: error.message, span, hint: null };
}

function collect(document: DocumentNode, reading: Reading): Document {
  const objects = new Map<string, ObjectType>();
  const enums = new Map<string, EnumType>();
  const otherTypes = new Map<string, 'scalar' | 'interface' | 'union' | 'input'>();
  const directives: Directive[] = [];
  // Definitions first: an extension may stand before the type it extends.
  const isExtension = (node: DefinitionNode): boolean => node.kind.endsWith('Extension');
  const definitions = document.definitions.filter((node) => !isExtension(node));
  for (const node of [...definitions, ...document.definitions.filter(isExtension)]) {
    switch (node.kind) {
      case Kind.SCHEMA_DEFINITION:
      case Kind.SCHEMA_EXTENSION:
        directives.push(...readDirectives(ours(node.directives, reading), 'SCHEMA', reading));
        break;
      case Kind.OBJECT_TYPE_DEFINITION:
      case Kind.OBJECT_TYPE_EXTENSION:
        objects.set(node.name.value, objectType(node, objects.get(node.name.value), reading));
        break;
      case Kind.ENUM_TYPE_DEFINITION:
      case Kind.ENUM_TYPE_EXTENSION:
        if (node.name.value !== 'WesAction')
          enums.set(node.name.value, enumType(node, enums.get(node.name.value), reading));
        break;
      case Kind.SCALAR_TYPE_DEFINITION:
        otherTypes.set(node.name.value, 'scalar');
        break;
      case Kind.INTERFACE_TYPE_DEFINITION:
        otherTypes.set(node.name.value, 'interface');
        break;
      case Kind.UNION_TYPE_DEFINITION:
        otherTypes.set(node.name.value, 'union');
        break;
      case Kind.INPUT_OBJECT_TYPE_DEFINITION:
        otherTypes.set(node.name.value, 'input');
        break;
    }
  }
  return {
    source: reading.source,
    directives,
    objects: [...objects.values()],
    enums: [...enums.values()],
    otherTypes,
  };
}

/** Of the directives on a schema, those that may be ours: `@link` and the like are for other programs. */
const ours = (nodes: readonly ConstDirectiveNode[] | undefined, { vocabulary }: Reading) =>
  (nodes ?? []).filter(
    ({ name: { value } }) => vocabulary.find(value) !== null || /^wes(?:ley)?_/.test(value),
  );

function objectType(
  node: ObjectTypeDefinitionNode | ObjectTypeExtensionNode,
  before: ObjectType | undefined,
  reading: Reading,
): ObjectType {
  const directives = readDirectives(node.directives, 'OBJECT', reading);
  return {
    name: node.name.value,
    description: before?.description ?? ('description' in node ? (node.description?.value ?? null) : null),
    directives: [...(before?.directives ?? []), ...directives],
    fields: [...(before?.fields ?? []), ...(node.fields ?? []).map((field) => readField(field, reading))],
    span: before?.span ?? spanOf(reading, node.name.loc),
  };
}

function readField(node: FieldDefinitionNode, reading: Reading): Field {
  return {
    name: node.name.value,
    description: node.description?.value ?? null,
    type: typeReference(node.type, reading),
    hasArguments: (node.arguments?.length ?? 0) > 0,
    directives: readDirectives(node.directives, 'FIELD_DEFINITION', reading),
    span: spanOf(reading, node.name.loc),
  };
}

function typeReference(node: TypeNode, reading: Reading): TypeReference {
  const nonNull = node.kind === Kind.NON_NULL_TYPE;
  let lists = 0;
  let inner: TypeNode = node;
  while (inner.kind !== Kind.NAMED_TYPE) {
    if (inner.kind === Kind.LIST_TYPE) lists++;
    inner = inner.type;
  }
  return { name: inner.name.value, lists, nonNull, span: spanOf(reading, node.loc) };
}

function enumType(
  node: EnumTypeDefinitionNode | EnumTypeExtensionNode,
  before: EnumType | undefined,
  reading: Reading,
): EnumType {
  const values = (node.values ?? []).map((value) => ({
    name: value.name.value,
    directives: readDirectives(value.directives, 'ENUM_VALUE', reading),
    span: spanOf(reading, value.loc),
  }));
  return {
    name: node.name.value,
    description: before?.description ?? ('description' in node ? (node.description?.value ?? null) : null),
    directives: [...(before?.directives ?? []), ...readDirectives(node.directives, 'ENUM', reading)],
    values: [...(before?.values ?? []), ...values],
    span: before?.span ?? spanOf(reading, node.name.loc),
  };
}
