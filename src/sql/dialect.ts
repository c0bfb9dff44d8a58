import { eachToken } from './tokens.ts';

const SIGNS: readonly (readonly [dialect: string, sign: RegExp])[] = [
  ['MySQL', /`|^\s*delimiter\b|\bengine\s*=|\bauto_increment\b/im],
  [
    'Microsoft SQL Server',
    /^\s*go\s*;?\s*$|\b(?:table|into|from|on|update|join)\s+\[|\]\s*\.\s*\[|\bidentity\s*\(\s*\d+\s*,|\bnvarchar\b/im,
  ],
  ['Oracle', /\bnumber\s*\(|\bvarchar2\b|^\s*\/\s*$/im],
];

/** Another database's SQL that a text looks like (PostgreSQL cannot read it); `null` when nothing gives it away. */
export function otherDialect(text: string): string | null {
  const code = codeOf(text);
  return SIGNS.find(([, sign]) => sign.test(code))?.[0] ?? null;
}

/** The text without comments, strings and function bodies; line breaks stay. */
function codeOf(text: string): string {
  const parts: string[] = [];
  let from = 0;
  for (const { kind, start, end } of eachToken(text)) {
    parts.push(text.slice(from, start).includes('\n') ? '\n' : ' ');
    if (kind !== 'string') parts.push(text.slice(start, end));
    from = end;
  }
  return parts.join('');
}
