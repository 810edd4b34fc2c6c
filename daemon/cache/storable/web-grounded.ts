import { answerText, type Exchange } from './exchange.ts';
import type { NotStoredReason } from './not-stored-reason.ts';
import { asksForSearch } from './web-search.ts';

/** An answer that rests on a search: asked for in the request, or seen by the marks that it leaves in the text. */
export function checkWebGrounded({ request, answer }: Exchange): NotStoredReason | undefined {
  return asksForSearch(request) || CITATION.test(answerText(answer)) ? 'web-grounded' : undefined;
}

/** OpenAI's 【4:0†source】 and private-use marks, and a link with ChatGPT's own tag. */
const CITATION =
  /\u3010\d{1,4}(?::\d{1,4})?\u2020[^\u3011]{0,200}\u3011|\ue200cite\ue202|[?&]utm_source=(?:chatgpt\.com|openai)/;
