import { confidenceOf, type Verdict } from '../pipeline/verdict.ts';

/** What a client is told beside the answer (README: "What an answer tells you"). */
export function verdictHeaders(verdict: Verdict): Record<string, string> {
  const confidence = confidenceOf(verdict);
  return {
    'x-askonce-id': verdict.id,
    'x-askonce-cache': verdict.cache,
    'x-askonce-model': headerText(verdict.model),
    'x-askonce-reason': headerText(verdict.reason),
    ...(verdict.tier && { 'x-askonce-tier': verdict.tier }),
    ...(verdict.similarity !== undefined && { 'x-askonce-similarity': verdict.similarity.toFixed(4) }),
    ...(confidence !== undefined && { 'x-askonce-confidence': confidence.toFixed(3) }),
    ...(verdict.ageSeconds !== undefined && { age: String(verdict.ageSeconds) }),
  };
}

/** Header values are visible ASCII (RFC 9110, section 5.5): letters lose their accents. */
function headerText(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\x20-\x7e]/g, '?')
    .slice(0, 300);
}
