/**
 * The deploy scripts of a project of sqitch in the order of its plan. A change that was reworked stands in the plan twice;
 * what it was before lies beside it under the name of the last tag before the rework.
 *
 * https://sqitch.org/docs/manual/sqitchchanges/, https://sqitch.org/docs/manual/sqitch-rework/
 */
export function sqitchFiles(plan: string): readonly string[] {
  const lines = plan
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim())
    .filter((line) => line !== '' && !line.startsWith('%'));
  const entries = lines.map((line) => line.split(/\s/)[0] ?? '');
  return entries.flatMap((name, at) => {
    if (name.startsWith('@')) return [];
    const again = entries.indexOf(name, at + 1);
    const tag =
      again === -1 ? undefined : entries.slice(at, again).findLast((entry) => entry.startsWith('@'));
    return [`deploy/${name}${tag ?? ''}.sql`];
  });
}
