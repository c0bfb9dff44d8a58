import type { ColumnObject, EnumObject, ObjectId, TableObject } from '../ir/schema.ts';
import { snakeCase } from '../sql/identifier.ts';

// Names that GraphQL, or the schema language, gives to something else.
const RESERVED_TYPES = new Set(
  `Query Mutation Subscription ID String Int Float Boolean DateTime Date Time UUID JSON BigInt Decimal Bytes Inet Interval WesValue
  WesAction`.split(/\s+/),
);

const LEGAL = /^(?!__)[A-Za-z_]\w*$/;

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const camel = (name: string): string =>
  name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** Letters, digits and `_` for any name: accents are left out, other alphabets are spelled by their code points. */
function latin(name: string): string {
  const plain = name.normalize('NFD').replace(/\p{M}/gu, '');
  const spelled = plain.replace(/\P{ASCII}/gu, (char) => `_u${char.codePointAt(0)?.toString(16)}_`);
  const words = spelled.replace(/\W+/g, '_').replace(/_+/g, '_').replace(/^_|_$/g, '');
  return /^\d|^$/.test(words) ? `_${words}` : words;
}

/** The first of these forms of a name that is legal and gives the name back; or a legal one, which needs `name:`. */
function formOf(name: string, forms: readonly string[], otherwise: (name: string) => string): string {
  const same = forms.find((form) => LEGAL.test(form) && snakeCase(form) === name);
  return same ?? (LEGAL.test(name) ? otherwise(name) : otherwise(latin(name)));
}

const typeForm = (name: string): string =>
  formOf(name, [capital(camel(name)), capital(name)], (legal) =>
    legal.toLowerCase() === legal ? capital(camel(legal)) : capital(legal),
  );

function fieldForm(name: string): string {
  const known = FIELD_FORMS.get(name) ?? newFieldForm(name);
  FIELD_FORMS.set(name, known);
  return known;
}

// Most tables have the same few columns.
const FIELD_FORMS = new Map<string, string>();

const newFieldForm = (name: string): string =>
  formOf(name, [camel(name), name], (legal) => {
    const form = legal === name ? legal : legal.charAt(0).toLowerCase() + legal.slice(1);
    return LEGAL.test(camel(form)) ? camel(form) : form;
  });

/** A name that is not among `taken` in any case, and from now on is. */
function free(base: string, taken: Set<string>): string {
  for (let i = 1; ; i++) {
    const name = i === 1 ? base : `${base}${/\d$/.test(base) ? '_' : ''}${i}`;
    if (taken.has(name.toLowerCase())) continue;
    taken.add(name.toLowerCase());
    return name;
  }
}

/**
 * The name of the type of each table and enum. It is made of the name in the database, and of the schema's too where
 * several objects would have one name. Those of `public` come first, so that they keep the short name.
 */
export function typeNames(objects: readonly (TableObject | EnumObject)[]): ReadonlyMap<ObjectId, string> {
  const taken = new Set([...RESERVED_TYPES].map((name) => name.toLowerCase()));
  const bases = new Map<string, number>();
  for (const { name } of objects) {
    const base = typeForm(name).toLowerCase();
    bases.set(base, (bases.get(base) ?? 0) + 1);
  }
  const inOrder = objects.toSorted((a, b) => rank(a) - rank(b) || (a.id < b.id ? -1 : 1));
  return new Map(
    inOrder.map((object) => {
      const short = typeForm(object.name);
      const shared = (bases.get(short.toLowerCase()) ?? 0) > 1 && object.schema !== 'public';
      const long = shared ? capital(camel(latin(object.schema))) + short : short;
      const legal = LEGAL.test(long) ? long : `T${long}`;
      const base = RESERVED_TYPES.has(legal) ? `${legal}${object.kind === 'enum' ? 'Enum' : 'Row'}` : legal;
      return [object.id, free(base, taken)];
    }),
  );
}

// Of two tables that differ in case, the one in lower case needs no name.
const rank = ({ schema, name }: TableObject | EnumObject): number =>
  (schema === 'public' ? 0 : 2) + (snakeCase(typeForm(name)) === name ? 0 : 1);

/** The name of the field of each column of one table. */
export function fieldNames(columns: readonly Pick<ColumnObject, 'name'>[]): ReadonlyMap<string, string> {
  const taken = new Set<string>();
  const needsName = ({ name }: Pick<ColumnObject, 'name'>): number =>
    snakeCase(fieldForm(name)) === name ? 0 : 1;
  const inOrder = columns.toSorted((a, b) => needsName(a) - needsName(b) || (a.name < b.name ? -1 : 1));
  return new Map(inOrder.map(({ name }) => [name, free(fieldForm(name), taken)]));
}

/** The SDL value of each label of an enum. */
export function valueNames(labels: readonly string[]): ReadonlyMap<string, string> {
  const isValue = (label: string): boolean => LEGAL.test(label) && !/^(?:true|false|null)$/.test(label);
  const taken = new Set(labels.filter(isValue));
  return new Map(
    labels.map((label) => {
      if (isValue(label)) return [label, label];
      const spelled = latin(label).replace(/^_+$/, 'value');
      const base = label.trim() === '' ? 'EMPTY' : spelled;
      const legal = isValue(base) ? base : `_${base}`;
      for (let i = 1; ; i++) {
        const name = i === 1 ? legal : `${legal}_${i}`;
        if (taken.has(name)) continue;
        taken.add(name);
        return [label, name];
      }
    }),
  );
}
