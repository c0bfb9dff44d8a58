import type { Relation } from '../replay/catalog.ts';

export const WRONG_OBJECT_TYPE = '42809';
export const FEATURE_NOT_SUPPORTED = '0A000';
export const INVALID_PARAMETER = '22023';
export const INVALID_OBJECT_DEFINITION = '42P17';

export type Kind = Relation['kind'];

export const TABLES: readonly Kind[] = ['table', 'partitioned table'];
export const WITH_FOREIGN: readonly Kind[] = [...TABLES, 'foreign table'];
export const WITH_VIEWS: readonly Kind[] = [...WITH_FOREIGN, 'view'];
export const WITH_ROWS: readonly Kind[] = [...TABLES, 'materialized view'];
export const WITH_TYPES: readonly Kind[] = [...WITH_FOREIGN, 'composite type'];
export const STORED: readonly Kind[] = [...WITH_ROWS, 'index'];

export const isTableLike = ({ kind }: Relation): boolean => WITH_FOREIGN.includes(kind);
