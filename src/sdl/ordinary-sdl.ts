import { type DefinitionNode, type DocumentNode, type FieldDefinitionNode, Kind } from 'graphql/language';

/**
 * Whether GraphQL's SDL rules can't object to a document: only objects, enums and scalars, no name twice or reserved,
 * every type known. (Our own reader checks directives.) `false` means only "ask GraphQL": its rules decide and word
 * the message. This shortcut exists because those rules visit a large schema fifteen times, which costs more than
 * compiling it.
 */
export function isOrdinary(document: DocumentNode, knownTypes: ReadonlySet<string>): boolean {
  const types = new Set<string>();
  for (const node of document.definitions) {
    if (node.kind === Kind.SCHEMA_EXTENSION && !node.operationTypes?.length) continue;
    const name = ordinaryName(node);
    if (name === null || types.has(name) || isReserved(name)) return false;
    types.add(name);
  }
  const known = (name: string): boolean => types.has(name) || knownTypes.has(name);
  return document.definitions.every(
    (node) =>
      node.kind !== Kind.OBJECT_TYPE_DEFINITION ||
      (node.fields ?? []).every((field) => isKnown(field, known)),
  );
}

function ordinaryName(node: DefinitionNode): string | null {
  switch (node.kind) {
    case Kind.OBJECT_TYPE_DEFINITION:
      if (node.interfaces?.length || !areOrdinary(node.fields ?? [])) return null;
      return node.fields?.some((field) => field.arguments?.length) ? null : node.name.value;
    case Kind.ENUM_TYPE_DEFINITION:
      return areOrdinary(node.values ?? []) ? node.name.value : null;
    case Kind.SCALAR_TYPE_DEFINITION:
      return node.name.value;
    default:
      return null;
  }
}

function areOrdinary(nodes: readonly { readonly name: { readonly value: string } }[]): boolean {
  const names = new Set(nodes.map((node) => node.name.value));
  return names.size === nodes.length && ![...names].some(isReserved);
}

/** https://spec.graphql.org/October2021/#sec-Names.Reserved-Names */
export const isReserved = (name: string): boolean => name.startsWith('__');

function isKnown(field: FieldDefinitionNode, known: (name: string) => boolean): boolean {
  let type = field.type;
  while (type.kind !== Kind.NAMED_TYPE) type = type.type;
  return known(type.name.value);
}
