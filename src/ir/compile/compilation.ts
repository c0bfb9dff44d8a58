import type { Code } from '../../base/codes.ts';
import type { Diagnostic } from '../../base/diagnostic.ts';
import type { Span } from '../../base/span.ts';
import type { Directive, Document, Field, ObjectType } from '../../sdl/document.ts';
import type { ColumnObject, Declared, EnumObject, ObjectId, SchemaObject } from '../schema.ts';
import { plain, text } from './arguments.ts';

/** The PostgreSQL type of a custom scalar, from the configuration. */
interface ScalarMapping {
  readonly type: string;
}

export interface CompileOptions {
  readonly scalars: Readonly<Record<string, ScalarMapping>>;
}

/** A table while its parts are being collected. */
export interface TableDraft {
  readonly type: ObjectType;
  readonly id: ObjectId;
  readonly schema: string;
  readonly name: string;
  /** Somebody else's: foreign keys may name it, and nothing is made of it. */
  readonly external: boolean;
  /** By SDL field name, in source order. */
  readonly columns: Map<string, ColumnObject>;
  /** Everything but the table itself and its columns. */
  readonly parts: SchemaObject[];
  /** Indexes that are made although another serves their lookups. */
  readonly kept: Set<SchemaObject>;
}

/** One run of the compiler: what is known so far, and the problems found. */
export interface Compilation {
  readonly document: Document;
  readonly options: CompileOptions;
  readonly diagnostics: Diagnostic[];
  /** By SDL type name. */
  readonly tables: Map<string, TableDraft>;
  readonly enums: Map<string, EnumObject>;
  /** The label of each enum value, by the enum and the SDL name of the value. */
  readonly labels: Map<ObjectId, ReadonlyMap<string, string>>;
}

export function report(
  compilation: Compilation,
  code: Code,
  span: Span,
  message: string,
  hint: string | null = null,
): null {
  compilation.diagnostics.push({ code, message, span, hint });
  return null;
}

export const find = (owner: { readonly directives: readonly Directive[] }, name: string): Directive | null =>
  owner.directives.find((directive) => directive.name === name) ?? null;

export const findAll = (
  owner: { readonly directives: readonly Directive[] },
  name: string,
): readonly Directive[] => owner.directives.filter((directive) => directive.name === name);

/** What the author said about an object. */
export function declaredBy(owner: ObjectType | Field | EnumOwner, sdlName: string): Declared {
  const uid = find(owner, 'wes_uid');
  return {
    origin: owner.span,
    sdlName,
    uid: uid && text(uid, 'value'),
    was: findAll(owner, 'wes_was').flatMap((use) => text(use, 'name') ?? []),
    directives: owner.directives.map(({ name, args }) => ({
      name: `@${name}`,
      args: Object.fromEntries(Object.entries(args).map(([key, { value }]) => [key, plain(value)])),
    })),
  };
}

interface EnumOwner {
  readonly span: Span;
  readonly directives: readonly Directive[];
}

/** What the author said about a part that a directive makes: its place is the directive's. */
export const declaredAt = (directive: Directive, sdlName: string): Declared => ({
  origin: directive.span,
  sdlName,
  uid: null,
  was: [],
  directives: [],
});
