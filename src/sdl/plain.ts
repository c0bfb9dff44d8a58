import { type DefinitionNode, type DocumentNode, type FieldDefinitionNode, Kind } from 'graphql/language';

/**
 * Whether a document is one that GraphQL's SDL rules can't object to: objects, enums and scalars alone, every name
 * used once and every type known. Directives are checked by our own reader. `false` only means "ask GraphQL": its
 * rules are the judge and word the message, but visiting a large schema fifteen times costs more than compiling it.
 */
export function isPlain(document: DocumentNode, knownTypes: ReadonlySet<string>): boolean {
  const types = new Set<string>();
  for (const node of document.definitions) {
    const name = plainName(node);
    if (name === null || types.has(name)) return false;
    types.add(name);
  }
  const known = (name: string): boolean => types.has(name) || knownTypes.has(name);
  return document.definitions.every(
    (node) =>
      node.kind !== Kind.OBJECT_TYPE_DEFINITION ||
      (node.fields ?? []).every((field) => isKnown(field, known)),
  );
}

function plainName(node: DefinitionNode): string | null {
  switch (node.kind) {
    case Kind.OBJECT_TYPE_DEFINITION:
      if (node.interfaces?.length || !allDifferent(node.fields ?? [])) return null;
      return node.fields?.some((field) => field.arguments?.length) ? null : node.name.value;
    case Kind.ENUM_TYPE_DEFINITION:
      return allDifferent(node.values ?? []) ? node.name.value : null;
    case Kind.SCALAR_TYPE_DEFINITION:
      return node.name.value;
    default:
      return null;
  }
}

const allDifferent = (nodes: readonly { readonly name: { readonly value: string } }[]): boolean =>
  new Set(nodes.map((node) => node.name.value)).size === nodes.length;

function isKnown(field: FieldDefinitionNode, known: (name: string) => boolean): boolean {
  let type = field.type;
  while (type.kind !== Kind.NAMED_TYPE) type = type.type;
  return known(type.name.value);
}
