import { toPlainText } from '../../../base/plain-text.ts';
import type { CheckedFile } from '../../../check/checked-file.ts';
import { fixFile, type Mending } from '../../../check/fix/fix.ts';
import { forwardPart } from '../../../check/migration-file.ts';
import type { Fixer } from '../../../check/series.ts';
import { withoutKnown } from '../../../reports/baseline.ts';
import { relativePath } from '../../../reports/report.ts';
import type { World } from '../../../world/world.ts';
import type { Input } from '../../line/command.ts';
import { misuse } from '../../line/misuse.ts';
import { baselineAt } from './baseline.ts';
import type { CheckOptions } from './options.ts';

const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];
const MAX_SHOWN = 72;

/**
 * What `check --fix` does to each file before it is checked; `--dry-run` shows it instead.
 *
 * @throws {InputRefused} without PATH: what is staged need not be what is on disk.
 */
export async function fixerFor(
  world: World,
  input: Input,
  { baseline }: Pick<CheckOptions, 'baseline'>,
): Promise<Fixer> {
  if (input.positionals.length === 0)
    throw misuse(
      '--fix needs a PATH: what is staged in git need not be what is on disk.',
      'Name the files or folders, and stage them anew afterwards.',
    );
  const known = await baselineAt(world, baseline);
  const wanted = (path: string) => (checked: CheckedFile) => {
    const [file] = withoutKnown([{ kind: 'checked', path, runner: null, checked }], known, world.cwd);
    return file?.kind === 'checked' ? file.checked.findings : [];
  };
  return async (path, text, history) => {
    const fixed = fixFile(history, text, { forward: forwardPart, wanted: wanted(path) });
    if (fixed.text !== text && input.on('dry-run')) await show(world, path, text, fixed.text);
    else if (fixed.text !== text) await rewrite(world, path, fixed.text);
    tell(world, path, fixed);
    return fixed.text;
  };
}

async function show(world: World, path: string, before: string, after: string): Promise<void> {
  const { unifiedDiff } = await import('../../../base/line-diff.ts');
  world.out(unifiedDiff(relativePath(path, world.cwd), before, after), 'document');
}

async function rewrite(world: World, path: string, text: string): Promise<void> {
  const mark = (await hasByteOrderMark(world, path)) ? '\uFEFF' : '';
  await world.files.rewrite(path, `${mark}${text}`);
}

async function hasByteOrderMark(world: World, path: string): Promise<boolean> {
  const bytes = await world.files.readBytes(path);
  return BYTE_ORDER_MARK.every((byte, i) => bytes[i] === byte);
}

function tell(
  { log }: World,
  path: string,
  { mended, refused }: { readonly mended: readonly Mending[]; readonly refused: readonly Mending[] },
): void {
  const name = toPlainText(path, 1000);
  for (const one of mended) {
    log.info(`${name}: fixed ${one.rule.id}: ${statementOf(one)}`);
    if (one.note !== null) log.warn(`${name}: ${one.note}`);
  }
  for (const one of refused)
    log.warn(
      `${name}: not fixed ${one.rule.id}: ${statementOf(one)}: ${one.note ?? 'there is no safe form'}`,
    );
}

const statementOf = ({ statement }: Mending): string =>
  toPlainText(statement.replace(/\s+/g, ' '), MAX_SHOWN);
