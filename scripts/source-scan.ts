import { parseSync } from 'oxc-parser';

type Tree = { readonly type: string; readonly [member: string]: unknown };

/** Something that a file imports. */
export interface Import {
  /** As it is written. */
  readonly from: string;
  readonly isType: boolean;
  /** `import(…)`: it is loaded when the line is reached. */
  readonly isDynamic: boolean;
}

export interface Source {
  /** From the root of the repository: `src/ir/ddl.ts`. */
  readonly path: string;
  readonly text: string;
}

/** What a file imports, the globals of the world that it names, and what can't be told of it. */
interface Scan {
  readonly imports: Import[];
  readonly faults: string[];
  readonly globals: Set<string>;
}

/** Names of the runtime that are the world, or lead to it. */
const WORLD = new Set(
  `process Bun console fetch crypto performance globalThis global self navigator require
   setTimeout setInterval setImmediate queueMicrotask clearTimeout clearInterval requestAnimationFrame
   AbortSignal WebSocket EventSource XMLHttpRequest Worker BroadcastChannel MessageChannel SharedWorker WebAssembly
   localStorage sessionStorage alert prompt confirm eval Function FinalizationRegistry Temporal Intl`.split(
    /\s+/,
  ),
);
/** Methods that read the machine's locale or time zone, of whatever they are called. */
const LOCAL = new Set(
  `toLocaleString toLocaleDateString toLocaleTimeString toLocaleLowerCase toLocaleUpperCase localeCompare
   getTimezoneOffset getHours getMinutes getSeconds getDate getDay getMonth getFullYear getYear
   setHours setMinutes setSeconds setDate setMonth setFullYear setYear toDateString toTimeString`.split(
    /\s+/,
  ),
);
const PURE_OF_DATE = ['UTC', 'parse', 'prototype'];
// Below these a name is a value again, within what is a type otherwise.
const VALUES_IN_TYPES = [
  'TSAsExpression',
  'TSSatisfiesExpression',
  'TSNonNullExpression',
  'TSInstantiationExpression',
];

const isTree = (value: unknown): value is Tree =>
  typeof value === 'object' && value !== null && typeof (value as Tree).type === 'string';
const nameOf = (value: unknown): string | null =>
  isTree(value) && value.type === 'Identifier' ? String(value['name']) : null;
const literalOf = (value: unknown): string | null =>
  isTree(value) && value.type === 'Literal' && typeof value['value'] === 'string' ? value['value'] : null;

/** Everything that a file imports and every global of the world that it names. @throws {Error} where it can't be parsed. */
export function scan({ path, text }: Source): Scan {
  const { program, errors } = parseSync(path, text);
  if (errors.length > 0) throw new Error(`${path}: ${errors[0]?.message}`);
  const found: Scan = { imports: [], faults: [], globals: new Set() };
  visit(program as unknown as Tree, null, found);
  return found;
}

function visit(node: Tree, parent: Tree | null, found: Scan): void {
  noteImport(node, found);
  if (node.type === 'Identifier') noteGlobal(node, parent, found);
  if (node.type === 'MemberExpression') noteLocal(node, found);
  if (node.type === 'MetaProperty') found.globals.add('import.meta');
  const isType = node.type.startsWith('TS') && !VALUES_IN_TYPES.includes(node.type);
  for (const [member, child] of childrenOf(node)) {
    if (isType || child.type === 'TSTypeAnnotation') visitType(child, found);
    else if (!isOnlyName(node, member) && !(member === 'callee' && isPureIntl(node)))
      visit(child, node, found);
  }
}

const childrenOf = (node: Tree): readonly (readonly [member: string, child: Tree])[] =>
  Object.entries(node).flatMap(([member, value]) =>
    (Array.isArray(value) ? value : [value]).filter(isTree).map((child) => [member, child] as const),
  );

/** Within a type only imports count. */
function visitType(node: Tree, found: Scan): void {
  noteImport(node, found);
  for (const [, child] of childrenOf(node)) visitType(child, found);
}

/** A key or the name behind a dot is no reference, unless it is computed or stands for its value too. */
function isOnlyName(node: Tree, member: string): boolean {
  if (node['computed'] === true) return false;
  if (node.type === 'MemberExpression') return member === 'property';
  if (node.type === 'Property') return member === 'key' && node['shorthand'] !== true;
  return /^(?:Method|Property|Accessor)Definition$/.test(node.type) && member === 'key';
}

/** By the kind of a node that imports: what it says. */
const IMPORTS: Readonly<Record<string, (node: Tree, found: Scan) => void>> = {
  ImportDeclaration: noteStatic,
  ExportNamedDeclaration: noteStatic,
  ExportAllDeclaration: noteStatic,
  ImportExpression: (node, { imports, faults }) => {
    const from = literalOf(node['source']);
    if (from === null) faults.push('imports a module that only the run knows');
    else imports.push({ from, isType: false, isDynamic: true });
  },
  TSImportType: (node, { imports }) => {
    const from = literalOf(node['source']) ?? literalOf(node['argument']);
    if (from !== null) imports.push({ from, isType: true, isDynamic: false });
  },
  TSImportEqualsDeclaration: (_, { faults }) => void faults.push('imports by require'),
};

const noteImport = (node: Tree, found: Scan): void => IMPORTS[node.type]?.(node, found);

function noteStatic(node: Tree, { imports }: Scan): void {
  const from = literalOf(node['source']);
  if (from !== null) imports.push({ from, isType: isTypeOnly(node), isDynamic: false });
}

function isTypeOnly(node: Tree): boolean {
  const isType = (one: Tree): boolean => one['importKind'] === 'type' || one['exportKind'] === 'type';
  const specifiers = (node['specifiers'] ?? []) as readonly Tree[];
  return isType(node) || (specifiers.length > 0 && specifiers.every(isType));
}

/** The name behind a dot, where `node` stands before it. */
function memberOf(node: Tree, parent: Tree | null): string | null {
  if (parent?.type !== 'MemberExpression' || parent['object'] !== node || parent['computed'] === true)
    return null;
  return nameOf(parent['property']);
}

function noteGlobal(node: Tree, parent: Tree | null, { globals }: Scan): void {
  const name = String(node['name']);
  const member = memberOf(node, parent);
  if (name === 'Date') {
    if (!isPureDate(node, parent, member)) globals.add('Date');
  } else if (name === 'Math') {
    if (member === null || member === 'random') globals.add('Math.random');
  } else if (WORLD.has(name)) globals.add(member === null ? name : `${name}.${member}`);
}

function noteLocal(node: Tree, { globals }: Scan): void {
  const name = node['computed'] === true ? literalOf(node['property']) : nameOf(node['property']);
  if (name !== null && LOCAL.has(name)) globals.add(name);
}

/** Whether a call of a member of `Intl` names the locale, and the time zone where it has one: then it only computes. */
function isPureIntl(node: Tree): boolean {
  const callee = node['callee'];
  if (!isTree(callee) || callee.type !== 'MemberExpression' || nameOf(callee['object']) !== 'Intl')
    return false;
  const [locale, options] = node['arguments'] as readonly Tree[];
  if (literalOf(locale) === null) return false;
  const given = isTree(options) && options.type === 'ObjectExpression' ? options['properties'] : [];
  return (
    nameOf(callee['property']) !== 'DateTimeFormat' ||
    (given as readonly Tree[]).some((property) => nameOf(property['key']) === 'timeZone')
  );
}

/**
 * A date that is given is data; only one of now asks the clock, and one of several numbers the time zone. That a text
 * lacks its zone is not seen here.
 */
function isPureDate(node: Tree, parent: Tree | null, member: string | null): boolean {
  if (parent?.type === 'NewExpression' && parent['callee'] === node) {
    const [first, second] = parent['arguments'] as readonly Tree[];
    // What is spread may be nothing, or several.
    return first !== undefined && second === undefined && first.type !== 'SpreadElement';
  }
  if (parent?.type === 'BinaryExpression' && parent['operator'] === 'instanceof') return true;
  return PURE_OF_DATE.includes(member ?? '');
}
