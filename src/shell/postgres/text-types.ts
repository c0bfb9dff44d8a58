/**
 * OIDs of types that stay text, because the default parser would lose something or change the form: int8, dates and
 * times come as PostgreSQL prints them, from every engine.
 */
export const TEXT_TYPES: readonly number[] = [20, 1082, 1083, 1114, 1184, 1186, 1266];
