import type { ObjectType } from '../../sdl/document.ts';
import { objectId } from '../object-id.ts';
import { spanOfArgument, text, texts } from './arguments.ts';
import { type Compilation, declaredAt, find, report, type TableDraft } from './compilation.ts';
import { qualifiedName } from './qualified-name.ts';
import { columnsOf } from './uses.ts';

const TYPE_DIRECTIVES = ['wes_external', 'wes_pk', 'wes_unique', 'wes_policy'];
const FIELD_DIRECTIVES = ['wes_column', 'wes_pk', 'wes_unique', 'wes_hasMany', 'wes_hasOne', 'wes_belongsTo'];

/** `@wes_external`: a table of somebody else, which foreign keys and relations may name. Only its policies are made. */
export function draftExternal(compilation: Compilation, type: ObjectType): TableDraft | null {
  const directive = find(type, 'wes_external');
  if (!directive) return null;
  if (find(type, 'wes_table')) {
    const message = `"${type.name}" has @wes_table and @wes_external: it is ours or somebody else's.`;
    return report(compilation, 'CONFLICTING_DIRECTIVES', directive.span, message, 'Keep one.');
  }
  const written = text(directive, 'table') ?? '';
  const names = qualifiedName(written);
  if (!names) {
    const message = `"${written}" is not the name of a table.`;
    const span = spanOfArgument(directive, 'table');
    return report(compilation, 'INVALID_NAME', span, message, 'Write it as in SQL: "auth.users".');
  }
  const uses = [
    ...type.directives.filter(({ name }) => !TYPE_DIRECTIVES.includes(name)),
    ...type.fields.flatMap(({ directives }) =>
      directives.filter(({ name }) => !FIELD_DIRECTIVES.includes(name)),
    ),
  ];
  for (const use of uses.filter(({ name }) => name.startsWith('wes_'))) {
    const message = `@${use.name} would change "${type.name}", which is somebody else's table.`;
    report(compilation, 'MISPLACED_DIRECTIVE', use.span, message, 'Remove it.');
  }
  const [schema, name] = names;
  const id = objectId('table', schema, name);
  return { type, id, schema, name, external: true, columns: new Map(), parts: [], kept: new Set() };
}

/** The key that `@wes_external(key:)` names: foreign keys may reference it. */
export function compileExternalKey(compilation: Compilation, table: TableDraft): void {
  const directive = find(table.type, 'wes_external');
  const key = directive && texts(directive, 'key');
  const columns = key && columnsOf(compilation, table, key, spanOfArgument(directive, 'key'));
  if (!directive || !columns) return;
  table.parts.push({
    kind: 'constraint',
    type: 'unique',
    id: objectId('constraint', table.schema, table.name, ''),
    table: table.id,
    name: '',
    columns: columns.map((column) => column.name),
    include: [],
    nullsNotDistinct: false,
    deferrable: 'no',
    validated: true,
    comment: null,
    declared: declaredAt(directive, table.type.name),
  });
}
