/**
 * The renderer that draws what people read. Certificates name it and must match it byte for byte, so what it draws is
 * frozen: any change to `render.ts` that alters a single byte needs another name.
 */
export const RENDERER = 'shipme-md/1';
