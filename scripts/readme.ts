/** The code blocks of README.md, in order, each under the heading it stands below. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** By name: `The whole way, sh`; with ` 2` and so on behind it from the second of its kind below a heading on. */
export function readmeBlocks(): ReadonlyMap<string, string> {
  const lines = readFileSync(join(import.meta.dir, '..', 'README.md'), 'utf8').split('\n');
  const blocks = new Map<string, string>();
  let heading = '';
  let open: { readonly language: string; readonly lines: string[] } | null = null;
  for (const line of lines) {
    if (open === null && line.startsWith('#')) heading = line.replace(/^#+ /, '');
    const fence = /^```(.*)$/.exec(line);
    if (!fence) open?.lines.push(line);
    else if (open === null) open = { language: fence[1] ?? '', lines: [] };
    else {
      blocks.set(freeName(`${heading}, ${open.language}`, blocks), `${open.lines.join('\n')}\n`);
      open = null;
    }
  }
  return blocks;
}

function freeName(name: string, taken: ReadonlyMap<string, string>): string {
  for (let n = 1; ; n++) {
    const candidate = n === 1 ? name : `${name} ${n}`;
    if (!taken.has(candidate)) return candidate;
  }
}
