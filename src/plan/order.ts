import type { ObjectKind } from '../ir/schema.ts';
import { PHASES } from './plan.ts';
import type { StepDraft, Thing } from './recipe.ts';

/** A draft and the one of its phase that its recipe put before it. */
interface Link {
  readonly draft: StepDraft;
  readonly chain: number;
  readonly before: Link | null;
}

/**
 * Drafts in running order: phase by phase, and within a phase each behind what makes what it needs, and before what
 * removes that. Where nothing else says so they stay as they come.
 *
 * @param chains Drafts of one recipe each, which keep their order.
 * @throws {Error} where no order will do: a bug of a recipe.
 */
export function inRunningOrder(chains: readonly (readonly StepDraft[])[]): readonly StepDraft[] {
  const links = chains.flatMap(linked);
  const makers = byThing(links, ({ makes }) => [...makes, ...makes.flatMap(groupOf)]);
  const needers = byThing(links, ({ needs }) => needs);
  const [begun, placed, settled] = [new Set<Link>(), new Set<Link>(), new Set<Thing>()];

  const place = (link: Link): void => {
    if (placed.has(link)) return;
    if (begun.has(link)) throw new Error(`${link.draft.sql} needs what needs it`);
    begun.add(link);
    if (link.before) place(link.before);
    for (const thing of link.draft.needs) settle(thing, link);
    for (const thing of link.draft.removes) placeBefore(needers.get(thing), link);
    placed.add(link);
  };
  const settle = (thing: Thing, link: Link): void => {
    if (settled.has(thing)) return;
    // What a chain needs of its own it has in its own order; others wait for all of it.
    if (placeBefore(makers.get(thing), link)) settled.add(thing);
  };
  /** Gives whether they are all placed. */
  const placeBefore = (firsts: readonly Link[] = [], link: Link): boolean => {
    const others = firsts.filter(({ chain }) => chain !== link.chain);
    for (const first of others) {
      if (PHASES.indexOf(first.draft.phase) > PHASES.indexOf(link.draft.phase))
        throw new Error(`${first.draft.sql} is planned after ${link.draft.sql}`);
      place(first);
    }
    return others.length === firsts.length;
  };

  for (const phase of PHASES) for (const link of links) if (link.draft.phase === phase) place(link);
  return [...placed].map(({ draft }) => draft);
}

function linked(drafts: readonly StepDraft[], chain: number): readonly Link[] {
  const links: Link[] = [];
  for (const draft of drafts) {
    const before = links.findLast((link) => link.draft.phase === draft.phase) ?? null;
    links.push({ draft, chain, before });
  }
  return links;
}

function groupOf(thing: Thing): readonly Thing[] {
  const kind = /^([a-z]+):/.exec(thing)?.[1];
  return kind === undefined ? [] : [`any ${kind as ObjectKind}`];
}

function byThing(
  links: readonly Link[],
  things: (draft: StepDraft) => readonly Thing[],
): ReadonlyMap<Thing, readonly Link[]> {
  const found = new Map<Thing, Link[]>();
  for (const link of links)
    for (const thing of things(link.draft)) {
      const there = found.get(thing);
      if (there) there.push(link);
      else found.set(thing, [link]);
    }
  return found;
}
