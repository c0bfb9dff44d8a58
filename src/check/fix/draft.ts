import { hasUniqueIndex } from '../../replay/relation-facts.ts';
import { quoteLiteral } from '../../sql/identifier.ts';
import type { Draft, Edit } from '../rule.ts';
import { defaultForNewRows } from './column-default.ts';
import { keyFromIndex } from './key-from-index.ts';
import { provenNotNull } from './not-null.ts';
import { attachedPartition, provenBound } from './partition.ts';
import {
  findWord,
  findWords,
  inserted,
  outer,
  replaced,
  type Sheet,
  said,
  withSpace,
  wordAt,
} from './sheet.ts';
import { validatedApart, validatedLater } from './validation.ts';

/** What rules may do to a statement. */
export function draftOf(sheet: Sheet): Draft {
  const { tokens, catalog } = sheet;
  return {
    behind: (keywords, words) => behind(sheet, keywords, words),
    atEnd: (words) => inserted(sheet.end, ` ${said(sheet, words)}`),
    without: (keyword) => {
      const token = findWord(sheet, tokens, [keyword]);
      return token ? [replaced(withSpace(sheet, token), '')] : [];
    },
    split: (words) =>
      outer(sheet, tokens)
        .filter((token) => wordAt(sheet, token) === ',')
        .map((comma) => replaced(comma, `;${sheet.eol}${said(sheet, words)}`)),
    set: (name, value, local = false) =>
      `${said(sheet, local ? 'SET LOCAL' : 'SET')} ${name} = ${value ?? quoteLiteral(catalog.settings.get(name) ?? '')}`,
    says: (words) => findWords(sheet, tokens, words) !== undefined,
    hasUniqueIndex: (relation) => hasUniqueIndex(catalog.relations.get(relation)),
    validatedLater: (kind) => validatedLater(sheet, kind),
    validatedApart: () => validatedApart(sheet),
    provenNotNull: () => provenNotNull(sheet),
    keyFromIndex: (kind) => keyFromIndex(sheet, kind),
    defaultForNewRows: () => defaultForNewRows(sheet),
    provenBound: () => provenBound(sheet),
    attachedPartition: () => attachedPartition(sheet),
  };
}

function behind(sheet: Sheet, keywords: readonly string[], words: string): Edit {
  const token = findWord(sheet, sheet.tokens, keywords);
  return inserted(token?.end ?? sheet.end, ` ${said(sheet, words)}`);
}
