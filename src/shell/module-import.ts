import { readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, extname } from 'node:path';
import { Failure } from '../base/failure.ts';
import type { ImportedModule } from '../world/module.ts';

/**
 * Loaders by file ending, as the runtime chooses them: in `.ts` the start of a generic arrow function is not a JSX
 * tag.
 */
const LOADERS: Readonly<Record<string, 'ts' | 'tsx' | 'jsx'>> = {
  '.ts': 'ts',
  '.mts': 'ts',
  '.cts': 'ts',
  '.tsx': 'tsx',
  '.js': 'jsx',
  '.mjs': 'jsx',
  '.cjs': 'jsx',
  '.jsx': 'jsx',
};

/**
 * Runs a module of the user's. Its inputs are its own file and everything that is imported by name, directly or not,
 * packages included. Files that its code opens while it runs are not seen.
 *
 * @param file Absolute.
 * @throws {Error} what the module throws, or why it can't be read.
 * @throws {Failure} `file-unreadable` when a file changes while the module runs.
 */
export async function importModule(file: string): Promise<ImportedModule> {
  const inputs = new Map<string, Uint8Array>();
  collect(file, inputs);
  const { default: exported } = (await import(file)) as { default?: unknown };
  for (const [path, bytes] of inputs)
    if (!readFileSync(path).equals(bytes))
      throw new Failure('file-unreadable', `${path} changed while it was read`);
  return { exported, inputs: [...inputs].map(([path, bytes]) => ({ path, bytes })) };
}

function collect(path: string, inputs: Map<string, Uint8Array>): void {
  if (inputs.has(path)) return;
  const bytes = readFileSync(path);
  inputs.set(path, bytes);
  const loader = LOADERS[extname(path)];
  if (loader === undefined) return;
  for (const name of importsOf(bytes.toString('utf8'), loader)) {
    const found = isBuiltin(name) ? null : located(name, dirname(path));
    if (found !== null) collect(found, inputs);
  }
}

// Errors are ignored here: running the module gives a better message about a syntax error or an unknown import.
function importsOf(code: string, loader: 'ts' | 'tsx' | 'jsx'): readonly string[] {
  try {
    return new Bun.Transpiler({ loader }).scanImports(code).map(({ path }) => path);
  } catch {
    return [];
  }
}

function located(name: string, folder: string): string | null {
  try {
    return Bun.resolveSync(name, folder);
  } catch {
    return null;
  }
}
