import type { Span } from '../base/span.ts';

/** A GraphQL literal. Numbers stay text: `12.50` and `12.5` differ as defaults of a numeric column. */
export type Literal =
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'int' | 'float'; readonly text: string }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'enum'; readonly name: string }
  | { readonly kind: 'null' }
  | { readonly kind: 'list'; readonly items: readonly Literal[] }
  | {
      readonly kind: 'object';
      readonly fields: readonly { readonly name: string; readonly value: Literal }[];
    };

export interface Argument {
  readonly value: Literal;
  readonly span: Span;
}

/** A use of a directive under its canonical name, `wes_fk`, whichever alias was written. Defaults are filled in. */
export interface Directive {
  readonly name: string;
  readonly args: Readonly<Record<string, Argument>>;
  readonly span: Span;
}

export interface TypeReference {
  /** The named type inside any list and non-null wrappers. */
  readonly name: string;
  /** How many lists are wrapped around it. */
  readonly lists: number;
  /** The outermost `!`. */
  readonly nonNull: boolean;
  readonly span: Span;
}

export interface Field {
  readonly name: string;
  readonly description: string | null;
  readonly type: TypeReference;
  readonly hasArguments: boolean;
  readonly directives: readonly Directive[];
  /** The name in the source. */
  readonly span: Span;
}

export interface ObjectType {
  readonly name: string;
  readonly description: string | null;
  readonly directives: readonly Directive[];
  readonly fields: readonly Field[];
  readonly span: Span;
}

export interface EnumValue {
  readonly name: string;
  readonly directives: readonly Directive[];
  readonly span: Span;
}

export interface EnumType {
  readonly name: string;
  readonly description: string | null;
  readonly directives: readonly Directive[];
  readonly values: readonly EnumValue[];
  readonly span: Span;
}

/** One SDL text that GraphQL accepts, with every directive resolved to its canonical name. */
export interface Document {
  readonly source: string;
  /** Those of `schema` and `extend schema`. */
  readonly directives: readonly Directive[];
  readonly objects: readonly ObjectType[];
  readonly enums: readonly EnumType[];
  /** Other type definitions: their names, and which kind each is. */
  readonly otherTypes: ReadonlyMap<string, 'scalar' | 'interface' | 'union' | 'input'>;
}
