/**
 * OIDs whose default parser would lose or reshape a value: int8, dates and times come as PostgreSQL prints them, from
 * either engine.
 */
export const TEXT_TYPES: readonly number[] = [20, 1082, 1083, 1114, 1184, 1186, 1266];
