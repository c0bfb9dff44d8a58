import { GraphQLError } from 'graphql/error';
import { type ASTVisitor, type DocumentNode, Kind, visit, visitInParallel } from 'graphql/language';
import {
  KnownTypeNamesRule,
  LoneSchemaDefinitionRule,
  PossibleTypeExtensionsRule,
  UniqueArgumentDefinitionNamesRule,
  UniqueDirectiveNamesRule,
  UniqueEnumValueNamesRule,
  UniqueFieldDefinitionNamesRule,
  UniqueInputFieldNamesRule,
  UniqueOperationTypesRule,
  UniqueTypeNamesRule,
} from 'graphql/validation';
import { isReserved } from './ordinary-sdl.ts';

type Rule = (context: never) => ASTVisitor;

// graphql-js checks reserved names only when it validates a whole executable schema, with a Query type. A schema of
// tables has none, so we check them here.
const ReservedNamesRule = (context: { reportError(error: GraphQLError): void }): ASTVisitor => ({
  enter(node) {
    if (!(node.kind.endsWith('Definition') && 'name' in node && node.name && isReserved(node.name.value)))
      return;
    const message = `Name "${node.name.value}" must not begin with "__", which is reserved by GraphQL introspection.`;
    context.reportError(new GraphQLError(message, { nodes: node.name }));
  },
});

// GraphQL's rules for SDL, without the five about directives. Our reader checks directives, because each of ours has
// three names.
const RULES: readonly Rule[] = [
  LoneSchemaDefinitionRule,
  UniqueOperationTypesRule,
  UniqueTypeNamesRule,
  UniqueEnumValueNamesRule,
  UniqueFieldDefinitionNamesRule,
  UniqueArgumentDefinitionNamesRule,
  UniqueDirectiveNamesRule,
  KnownTypeNamesRule,
  PossibleTypeExtensionsRule,
  UniqueInputFieldNamesRule,
  ReservedNamesRule,
];

/**
 * Errors that GraphQL's own rules find in a document. The vocabulary's definitions are added to it, except those that
 * the document repeats.
 */
export function graphqlErrors(document: DocumentNode, vocabulary: DocumentNode): readonly GraphQLError[] {
  const named = new Set(
    document.definitions.flatMap((node) => ('name' in node && node.name ? [node.name.value] : [])),
  );
  const missing = vocabulary.definitions.filter(
    (node) =>
      (node.kind === Kind.SCALAR_TYPE_DEFINITION || node.kind === Kind.ENUM_TYPE_DEFINITION) &&
      !named.has(node.name.value),
  );
  const whole: DocumentNode = { ...document, definitions: [...document.definitions, ...missing] };
  const errors: GraphQLError[] = [];
  const context = {
    hideSuggestions: false,
    getDocument: () => whole,
    getSchema: () => undefined,
    reportError: (error: GraphQLError) => errors.push(error),
  };
  visit(whole, visitInParallel(RULES.map((rule) => rule(context as never))));
  return errors;
}
