import { hasUniqueIndex } from '../../replay/relation-facts.ts';
import { quoteLiteral } from '../../sql/identifier.ts';
import type { Edit, Rewriter } from '../rule.ts';
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
  type StatementSource,
  said,
  withSpace,
  wordAt,
} from './statement-source.ts';
import { validatedApart, validatedLater } from './validation.ts';

/** The rewrites that rules share, for one statement. */
export function rewriterOf(source: StatementSource): Rewriter {
  const { tokens, catalog } = source;
  return {
    behind: (keywords, words) => behind(source, keywords, words),
    atEnd: (words) => inserted(source.end, ` ${said(source, words)}`),
    without: (keyword) => {
      const token = findWord(source, tokens, [keyword]);
      return token ? [replaced(withSpace(source, token), '')] : [];
    },
    split: (words) =>
      outer(source, tokens)
        .filter((token) => wordAt(source, token) === ',')
        .map((comma) => replaced(comma, `;${source.eol}${said(source, words)}`)),
    set: (name, value, local = false) =>
      `${said(source, local ? 'SET LOCAL' : 'SET')} ${name} = ${value ?? quoteLiteral(catalog.settings.get(name) ?? '')}`,
    says: (words) => findWords(source, tokens, words) !== undefined,
    hasUniqueIndex: (relation) => hasUniqueIndex(catalog.relations.get(relation)),
    validatedLater: (kind) => validatedLater(source, kind),
    validatedApart: () => validatedApart(source),
    provenNotNull: () => provenNotNull(source),
    keyFromIndex: (kind) => keyFromIndex(source, kind),
    defaultForNewRows: () => defaultForNewRows(source),
    provenBound: () => provenBound(source),
    attachedPartition: () => attachedPartition(source),
  };
}

function behind(source: StatementSource, keywords: readonly string[], words: string): Edit {
  const token = findWord(source, source.tokens, keywords);
  return inserted(token?.end ?? source.end, ` ${said(source, words)}`);
}
