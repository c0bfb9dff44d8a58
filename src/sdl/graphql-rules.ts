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

// GraphQL judges this only of a whole schema that can be run, which a schema of tables is not.
const ReservedNamesRule = (context: { reportError(error: GraphQLError): void }): ASTVisitor => ({
  enter(node) {
    if (!(node.kind.endsWith('Definition') && 'name' in node && node.name && isReserved(node.name.value)))
      return;
    const message = `Name "${node.name.value}" must not begin with "__", which is reserved by GraphQL introspection.`;
    context.reportError(new GraphQLError(message, { nodes: node.name }));
  },
});

// GraphQL's SDL rules but for the five on directives: our reader judges those, because a directive has three names here.
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

/** What GraphQL's own rules say about a document, given the definitions of ours that it doesn't repeat. */
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
