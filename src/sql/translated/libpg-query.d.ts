import type { Exports, Imports } from '../libpg-query.ts';

/** `image` is what the memory begins with: `libpg-query.image.zst`, unpacked. */
export function instantiate(world: { readonly a: Imports; readonly image: Uint8Array }): Exports;
