import type { Verdict } from './verify.ts';

const GREEN = '#2e7d32';
const RED = '#c62828';
const CHARACTER_WIDTH = 6.6;
const PADDING = 16;
const LABEL = 'SHIPME';

/**
 * An SVG that shows the verdict. It is green only for a valid one, which means that the signatures were checked just
 * now.
 */
export function renderBadge(verdict: Verdict): string {
  const valid = verdict.verdict === 'VALID';
  const message = valid ? validText(verdict) : `refused: ${verdict.code}`;
  const left = widthOf(LABEL);
  const right = widthOf(message);
  const width = left + right;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="20" role="img" aria-label="${LABEL}: ${message}">
<title>${LABEL}: ${message}</title>
<rect width="${left}" height="20" fill="#444"/>
<rect x="${left}" width="${right}" height="20" fill="${valid ? GREEN : RED}"/>
<g fill="#fff" text-anchor="middle" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">
<text x="${left / 2}" y="14">${LABEL}</text>
<text x="${left + right / 2}" y="14">${message}</text>
</g>
</svg>
`;
}

// Needs no escaping: the environment is a slug and the time an instant, and neither can hold markup.
function validText({ certificate }: Extract<Verdict, { readonly verdict: 'VALID' }>): string {
  const { target, time } = certificate.predicate;
  return `${target.environment} until ${time.expiresAt.replace('T', ' ').slice(0, 16)} UTC`;
}

const widthOf = (text: string): number => Math.ceil(text.length * CHARACTER_WIDTH) + PADDING;
