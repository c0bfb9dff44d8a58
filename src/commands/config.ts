import { InputRefused } from '../base/diagnostic.ts';
import type { Input, World } from './command.ts';
import type { Config } from './config-schema.ts';

const DEFAULT_FILE = 'wesley.config.ts';
const NONE: Config = {
  schema: 'schema.graphql',
  out: 'generated',
  baseline: null,
  postgres: 18,
  scalars: {},
};

/**
 * The configuration file, or the defaults where there is none.
 *
 * @throws {InputRefused} when it can't be read, doesn't run, or holds something unknown.
 */
export async function loadConfig(input: Input, { files }: World): Promise<Config> {
  const named = input.text('config');
  const path = named ?? DEFAULT_FILE;
  if ((await files.exists(path)) !== 'file') {
    if (named === null) return NONE;
    throw refused(`There is no configuration file ${path}.`, 'Check --config.');
  }
  const [exported, { decodeConfig }] = await Promise.all([
    path.endsWith('.json') ? files.read(path).then(parseJson(path)) : run(files.resolve(path), path),
    import('./config-schema.ts'),
  ]);
  const decoded = decodeConfig(exported);
  if (typeof decoded === 'string')
    throw refused(`${path}: ${decoded}`, 'See the README for what a configuration holds.');
  return { ...NONE, ...decoded };
}

const parseJson =
  (path: string) =>
  (text: string): unknown => {
    try {
      return JSON.parse(text);
    } catch (error) {
      throw refused(`${path} is no JSON: ${(error as Error).message}`, 'Check quotes and commas.');
    }
  };

async function run(absolute: string, shown: string): Promise<unknown> {
  try {
    return ((await import(absolute)) as { default?: unknown }).default;
  } catch (error) {
    throw refused(
      `${shown} does not run: ${(error as Error).message}`,
      'A configuration imports nothing and exports default { … }.',
    );
  }
}

const refused = (message: string, hint: string): InputRefused =>
  new InputRefused([{ code: 'INVALID_CONFIG', message, span: null, hint }]);
