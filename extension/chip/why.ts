import type { Source } from '../../shared/protocol';
import { chipStrings } from '../strings';

/** What spoke for a stored answer to a question in other words, folded away; none for the same question. */
export function createWhy(document: Document, source: Source): HTMLElement | undefined {
  const sentences = whyOf(source);
  if (sentences.length === 0) return undefined;
  const details = document.createElement('details');
  const summary = document.createElement('summary');
  summary.textContent = chipStrings.why;
  const list = document.createElement('ul');
  for (const sentence of sentences) {
    const item = document.createElement('li');
    item.textContent = sentence;
    list.append(item);
  }
  details.append(summary, list);
  return details;
}

/** What agreed, then what spoke against it and did not weigh enough. */
export function whyOf({ cache, agreed = [], against = [] }: Source): string[] {
  return cache === 'hit-semantic' ? [...agreed, ...against.map(chipStrings.against)] : [];
}
