import type { ObjectKind } from '../ir/schema.ts';
import { PHASES } from './plan.ts';
import type { StepDraft, Thing } from './recipe.ts';

/** A draft, and the draft before it that the same recipe made for the same phase. */
interface Link {
  readonly draft: StepDraft;
  readonly chain: number;
  readonly before: Link | null;
}

/**
 * Puts drafts into running order. Phases come first. Within a phase, a draft comes after the drafts that make what it
 * needs, and a draft that removes something comes after those that need it. Otherwise the given order stays.
 *
 * @param chains The drafts of each recipe. Drafts of one chain keep their order within a phase.
 * @throws {Error} when no order is possible: a bug in a recipe.
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
    // Makers in the same chain stand in its own order already. Only when all makers are of other chains is the thing
    // settled for everybody.
    if (placeBefore(makers.get(thing), link)) settled.add(thing);
  };
  /** Places these before `link`, except those of its own chain. Says whether none were excepted. */
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
