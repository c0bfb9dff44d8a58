/**
 * Name of the renderer of what people read. Certificates name it, and their text must match its output byte for byte.
 * So that output is frozen: if a change to `render.ts` alters a single byte, the new renderer needs another name.
 */
export const RENDERER = 'shipme-md/1';
