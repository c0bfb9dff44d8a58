import type { Code } from '../../base/codes.ts';
import type { Diagnostic } from '../../base/diagnostic.ts';
import { identifierBytes, MAX_IDENTIFIER_BYTES } from '../../sql/identifier.ts';
import type { ObjectId, SchemaObject } from '../schema.ts';

// Columns that every table has. PostgreSQL refuses another column of such a name with 42701.
const SYSTEM_COLUMNS = ['tableoid', 'xmin', 'cmin', 'xmax', 'cmax', 'ctid'];

/**
 * Names that PostgreSQL would refuse, cut off or find taken. Tables and indexes share one namespace; tables and enums
 * share another (a table is a row type too); each table has one for constraints, one for columns and one for
 * policies.
 */
export function checkObjectNames(objects: readonly SchemaObject[]): readonly Diagnostic[] {
  const taken = new Map<string, SchemaObject>();
  const schemas = new Map(
    objects.flatMap((object) => (object.kind === 'table' ? [[object.id, object.schema]] : [])),
  );
  return objects.flatMap((object) => {
    const bad = badName(object);
    if (bad) return [problem(object, bad.code, bad.message, bad.hint)];
    const keys = namespacesOf(object, schemas);
    const other = keys.map((key) => taken.get(key)).find((found) => found !== undefined);
    for (const key of keys) if (!taken.has(key)) taken.set(key, object);
    return other ? [collision(object, other)] : [];
  });
}

const nameOf = (object: SchemaObject): string => ('name' in object ? object.name : '');

function badName(object: SchemaObject): { code: Code; message: string; hint: string } | null {
  const name = nameOf(object);
  const bytes = identifierBytes(name);
  if (name === '')
    return {
      code: 'INVALID_NAME',
      message: `The ${object.kind} has an empty name.`,
      hint: 'Give it a name.',
    };
  if (name.includes('\0'))
    return { code: 'INVALID_NAME', message: 'PostgreSQL takes no NUL byte in a name.', hint: 'Remove it.' };
  if (bytes > MAX_IDENTIFIER_BYTES) {
    const message = `The ${object.kind} name "${name}" has ${bytes} bytes; PostgreSQL cuts names at 63.`;
    return { code: 'NAME_TOO_LONG', message, hint: 'Give a shorter one with "name".' };
  }
  if (object.kind === 'column' && SYSTEM_COLUMNS.includes(name)) {
    const message = `"${name}" is a system column of every PostgreSQL table.`;
    return { code: 'RESERVED_NAME', message, hint: 'Rename it with @wes_column(name: …).' };
  }
  if (
    object.kind === 'schema' &&
    (name.startsWith('pg_') || name === 'information_schema' || name === 'wesley')
  ) {
    const message = `The schema name "${name}" is reserved.`;
    return { code: 'RESERVED_NAME', message, hint: 'Choose another schema.' };
  }
  return null;
}

// Separated by NUL: a name may hold a dot, but no NUL.
const within = (namespace: string, schema: string, name: string): string => `${namespace} ${schema}\0${name}`;

/** @param schemas The schema of each table. */
function namespacesOf(object: SchemaObject, schemas: ReadonlyMap<ObjectId, string>): readonly string[] {
  switch (object.kind) {
    case 'schema':
    case 'carried':
      return [object.id];
    case 'sequence':
      return [within('relation', object.schema, object.name)];
    case 'table':
      return ['relation', 'type'].map((namespace) => within(namespace, object.schema, object.name));
    case 'enum':
      return [within('type', object.schema, object.name)];
    case 'index':
      return [within('relation', object.schema, object.name)];
    case 'column':
    case 'policy':
      return [within(object.kind, object.table, object.name)];
    case 'constraint': {
      const own = within('constraint', object.table, object.name);
      const schema = schemas.get(object.table) ?? '';
      // The index behind a key has the key's name.
      return object.type === 'primary key' || object.type === 'unique'
        ? [own, within('relation', schema, object.name)]
        : [own];
    }
  }
}

function collision(object: SchemaObject, other: SchemaObject): Diagnostic {
  const where = other.declared ? ` (${other.declared.sdlName})` : '';
  const message = `The ${object.kind} "${nameOf(object)}" has the name of another ${other.kind}${where}.`;
  return problem(object, 'NAME_COLLISION', message, 'Give one of them another name with "name".');
}

const problem = (object: SchemaObject, code: Code, message: string, hint: string): Diagnostic => ({
  code,
  message,
  span: object.declared?.origin ?? null,
  hint,
});
