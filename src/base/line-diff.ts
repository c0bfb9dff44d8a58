/** One line of a difference: kept, taken out or put in. */
interface Line {
  readonly mark: ' ' | '-' | '+';
  readonly text: string;
}

const CONTEXT = 3;

/** The difference of two texts in unified form, as `patch` takes it; `''` where there is none. Names stand in its head as given. */
export function unifiedDiff(name: string, before: string, after: string): string {
  if (before === after) return '';
  const lines = compared(linesOf(before), linesOf(after));
  return `--- a/${name}\n+++ b/${name}\n${hunksOf(lines).join('')}`;
}

/** Each with its line feed. */
const linesOf = (text: string): readonly string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

function compared(before: readonly string[], after: readonly string[]): readonly Line[] {
  let head = 0;
  while (head < before.length && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < Math.min(before.length, after.length) - head && before.at(-1 - tail) === after.at(-1 - tail))
    tail++;
  const kept = (lines: readonly string[]) => lines.map((text): Line => ({ mark: ' ', text }));
  return [
    ...kept(before.slice(0, head)),
    ...middle(before.slice(head, before.length - tail), after.slice(head, after.length - tail)),
    ...kept(before.slice(before.length - tail)),
  ];
}

/** Follows one text, and looks in the other how soon the same line comes: what is inserted is short. */
function middle(before: readonly string[], after: readonly string[]): readonly Line[] {
  const lines: Line[] = [];
  let [i, j] = [0, 0];
  while (i < before.length || j < after.length) {
    if (i < before.length && before[i] === after[j]) {
      lines.push({ mark: ' ', text: before[i] ?? '' });
      i++;
      j++;
      continue;
    }
    const [skipped, added] = nextCommon(before, after, i, j);
    for (; i < skipped; i++) lines.push({ mark: '-', text: before[i] ?? '' });
    for (; j < added; j++) lines.push({ mark: '+', text: after[j] ?? '' });
  }
  return lines;
}

/** Where both texts meet again with the fewest lines between. */
function nextCommon(
  before: readonly string[],
  after: readonly string[],
  i: number,
  j: number,
): readonly [number, number] {
  const furthest = before.length - i + after.length - j;
  for (let distance = 1; distance <= furthest; distance++)
    for (let skipped = Math.min(distance, before.length - i); skipped >= 0; skipped--) {
      const [at, to] = [i + skipped, j + distance - skipped];
      if (at < before.length && to < after.length && before[at] === after[to]) return [at, to];
    }
  return [before.length, after.length];
}

function hunksOf(lines: readonly Line[]): readonly string[] {
  const changed = lines.flatMap(({ mark }, i) => (mark === ' ' ? [] : [i]));
  const ranges: { from: number; to: number }[] = [];
  for (const i of changed) {
    const last = ranges.at(-1);
    if (last && i - last.to <= 2 * CONTEXT) last.to = i + 1;
    else ranges.push({ from: i, to: i + 1 });
  }
  return ranges.map(({ from, to }) =>
    hunk(lines, Math.max(0, from - CONTEXT), Math.min(lines.length, to + CONTEXT)),
  );
}

function hunk(lines: readonly Line[], from: number, to: number): string {
  const inside = lines.slice(from, to);
  const range = (without: '-' | '+'): string => {
    const first = lines.slice(0, from).filter(({ mark }) => mark !== without).length;
    const length = inside.filter(({ mark }) => mark !== without).length;
    return `${length === 0 ? first : first + 1},${length}`;
  };
  const body = inside.map(({ mark, text }) =>
    text.endsWith('\n') ? `${mark}${text}` : `${mark}${text}\n\\ No newline at end of file\n`,
  );
  return `@@ -${range('+')} +${range('-')} @@\n${body.join('')}`;
}
