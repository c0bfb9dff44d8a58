import { accepted, type Checked, type Diagnostic, refused } from '../base/diagnostic.ts';
import type { Document, ObjectType } from '../sdl/document.ts';
import { snakeCase } from '../sql/identifier.ts';
import { text } from './compile/arguments.ts';
import { compileBackfills, compileChecks } from './compile/checks.ts';
import { compileColumns } from './compile/columns.ts';
import {
  type Compilation,
  type CompileOptions,
  declaredBy,
  find,
  report,
  type TableDraft,
} from './compile/compilation.ts';
import { compileEnum } from './compile/enums.ts';
import { compileExternalKey, draftExternal } from './compile/external.ts';
import { compileGenerated } from './compile/filled-by-database.ts';
import { compileForeignKeys } from './compile/foreign-keys.ts';
import { compileIndexes } from './compile/indexes.ts';
import { compilePrimaryKey, compileUniques } from './compile/keys.ts';
import { checkObjectNames } from './compile/names.ts';
import { namespacesFor } from './compile/namespaces.ts';
import { compilePolicies, rowSecurityOf } from './compile/policies.ts';
import { withoutRedundantIndexes } from './compile/redundant-indexes.ts';
import { compileSequences, looseSequences } from './compile/sequences.ts';
import { objectId } from './object-id.ts';
import type { Schema, SchemaObject, TableObject } from './schema.ts';
import { schemaOf } from './schema-of.ts';

/** Compiles a document. Needs the SQL parser, because a document holds SQL expressions. */
export function compile(document: Document, options: CompileOptions): Checked<Schema> {
  const compilation: Compilation = {
    document,
    options,
    diagnostics: [],
    tables: new Map(),
    enums: new Map(),
    labels: new Map(),
  };
  for (const type of document.enums) compilation.enums.set(type.name, compileEnum(compilation, type));
  for (const type of document.objects) draftTable(compilation, type);
  const drafts = [...compilation.tables.values()];
  for (const table of drafts) compileColumns(compilation, table);
  if (compilation.diagnostics.length === 0) compileParts(compilation, drafts);
  const tables = drafts.filter(({ external }) => !external);
  const objects = [...objectsOf(compilation, tables), ...drafts.flatMap(externalPolicies)];
  const problems = [
    ...compilation.diagnostics,
    ...(tables.length === 0 ? [noTable(document)] : checkObjectNames(objects)),
  ];
  return problems.length > 0 ? refused(inOrder(problems)) : accepted(schemaOf(objects));
}

/** Each stage runs over all tables before the next: a foreign key needs the keys of the table that it references. */
function compileParts(compilation: Compilation, tables: readonly TableDraft[]): void {
  const ours = tables.filter(({ external }) => !external);
  for (const table of tables) {
    compileGenerated(compilation, table);
    compilePrimaryKey(compilation, table);
    compileUniques(compilation, table);
    if (table.external) compileExternalKey(compilation, table);
    if (table.external) compilePolicies(compilation, table);
  }
  // A unique index will do as the key of a foreign key.
  for (const table of ours) compileIndexes(compilation, table);
  for (const table of ours) {
    compileSequences(compilation, table);
    compileForeignKeys(compilation, table);
    compileChecks(compilation, table);
    compileBackfills(compilation, table);
    compilePolicies(compilation, table);
  }
}

function draftTable(compilation: Compilation, type: ObjectType): void {
  const external = draftExternal(compilation, type);
  if (external) compilation.tables.set(type.name, external);
  if (external || find(type, 'wes_external')) return;
  const directive = find(type, 'wes_table');
  if (!directive) {
    const stray = type.directives.find((use) => use.name.startsWith('wes_'));
    if (stray)
      report(
        compilation,
        'NOT_A_TABLE',
        stray.span,
        `"${type.name}" has @${stray.name} and is no table.`,
        'Add @wes_table, or remove the directive.',
      );
    return;
  }
  const schema = text(directive, 'schema') ?? 'public';
  const name = text(directive, 'name') ?? snakeCase(type.name);
  const id = objectId('table', schema, name);
  const draft = {
    type,
    id,
    schema,
    name,
    external: false,
    columns: new Map(),
    parts: [],
    kept: new Set<SchemaObject>(),
  };
  compilation.tables.set(type.name, draft);
}

function objectsOf(compilation: Compilation, tables: readonly TableDraft[]): SchemaObject[] {
  const objects = [
    ...compilation.enums.values(),
    ...looseSequences(compilation),
    ...tables.flatMap((table): SchemaObject[] => [
      tableObject(table),
      ...table.columns.values(),
      ...withoutRedundantIndexes(table.parts, table.kept),
    ]),
  ];
  return [...namespacesFor(compilation, objects), ...objects];
}

const externalPolicies = ({ external, parts }: TableDraft): readonly SchemaObject[] =>
  external ? parts.filter(({ kind }) => kind === 'policy') : [];

const tableObject = (table: TableDraft): TableObject => ({
  kind: 'table',
  id: table.id,
  schema: table.schema,
  name: table.name,
  ...rowSecurityOf(table),
  comment: table.type.description,
  declared: declaredBy(table.type, table.type.name),
});

const noTable = (document: Document): Diagnostic => ({
  code: 'NO_TABLE',
  message: 'The schema has no table.',
  span: { source: document.source, start: 0, end: 1 },
  hint: 'Mark a type with @wes_table.',
});

const inOrder = (problems: readonly Diagnostic[]): Diagnostic[] =>
  problems.toSorted((a, b) => (a.span?.start ?? 0) - (b.span?.start ?? 0));
