import { objectId } from '../object-id.ts';
import type { NamespaceObject, SchemaObject } from '../schema.ts';
import { text } from './arguments.ts';
import { type Compilation, declaredAt, findAll } from './compilation.ts';

const namespace = (name: string, rest: Pick<NamespaceObject, 'comment' | 'declared'>): NamespaceObject => ({
  kind: 'schema',
  id: objectId('schema', name),
  name,
  ...rest,
});

/** The schemas that objects stand in, and those that `@wes_schema` names. `public` is there already. */
export function namespacesFor(
  compilation: Compilation,
  objects: readonly SchemaObject[],
): readonly NamespaceObject[] {
  const schemas = new Map<string, NamespaceObject>();
  for (const directive of findAll(compilation.document, 'wes_schema')) {
    const name = text(directive, 'name') ?? '';
    const rest = { comment: text(directive, 'comment'), declared: declaredAt(directive, 'schema') };
    if (name !== 'public') schemas.set(name, namespace(name, rest));
  }
  for (const object of objects) {
    const { kind, declared } = object;
    if (kind !== 'table' && kind !== 'enum' && kind !== 'sequence') continue;
    const { schema } = object;
    if (schema === 'public' || schemas.has(schema)) continue;
    const said = declared && { ...declared, uid: null, was: [], directives: [] };
    schemas.set(schema, namespace(schema, { comment: null, declared: said }));
  }
  return [...schemas.values()];
}
