import type { SiteSetting } from '../../../shared/protocol.ts';
import type { ChatRequest } from '../../chat/chat-request.ts';
import type { Miss } from '../../pipeline/miss.ts';
import { PLAIN_TEXT } from './answer-form.ts';
import type { Delivery } from './delivery.ts';
import type { PageDeskParts } from './page-desk.ts';

/** A question of a person in the side panel. */
interface QuestionBeside {
  text: string;
  /** Whether a stored answer is not wanted. */
  fresh: boolean;
  setting: Pick<SiteSetting, 'origin' | 'group' | 'sharesWithTeam' | 'ttlSeconds'>;
  user: string;
}

const NO_MODEL =
  'No stored answer fits, and no model of your own is configured. Add one under "models" in config.yaml.';
const FIRST_PIECE_WITHIN_MS = 60_000;

/** Answers from what was pinned or learnt on the site, or else by the user's own models; always in plain text. */
export async function answerBeside(
  { pipeline, callerOf, canGenerate }: PageDeskParts,
  { text, fresh, setting, user }: QuestionBeside,
  delivery: Delivery,
): Promise<void> {
  const consultation = await pipeline({
    request: requestFor(text),
    caller: callerOf(setting, user),
    controls: { noCache: fresh, noStore: false, maxAgeSeconds: undefined, onlyIfCached: false },
    ...{ signal: delivery.signal, isBeside: true },
    ...(setting.ttlSeconds !== undefined && { timeToLiveMs: setting.ttlSeconds * 1000 }),
  });
  if (consultation.kind === 'hit') {
    await delivery.whole(consultation.reply, PLAIN_TEXT, consultation.entry.model);
    return;
  }
  await answerByOwnModels(consultation.miss, canGenerate, delivery);
}

/** A page's question again, answered by the user's own models for the chip; not learnt, since the page's own was refused. */
export async function answerAfresh(
  { pipeline, callerOf, canGenerate }: PageDeskParts,
  { request, setting, user }: { request: ChatRequest } & Pick<QuestionBeside, 'setting' | 'user'>,
  delivery: Delivery,
): Promise<void> {
  const consultation = await pipeline({
    request: { ...request, stream: true, body: { ...request.body, stream: true } },
    caller: callerOf(setting, user),
    controls: { noCache: true, noStore: true, maxAgeSeconds: undefined, onlyIfCached: false },
    signal: delivery.signal,
  });
  if (consultation.kind === 'miss') await answerByOwnModels(consultation.miss, canGenerate, delivery);
  else await delivery.whole(consultation.reply, PLAIN_TEXT, consultation.entry.model);
}

async function answerByOwnModels(miss: Miss, canGenerate: boolean, delivery: Delivery): Promise<void> {
  if (!canGenerate) {
    miss.pass(NO_MODEL);
    delivery.fail(NO_MODEL);
    return;
  }
  delivery.wait(FIRST_PIECE_WITHIN_MS);
  const reply = await miss.generate();
  await delivery.stream(reply, PLAIN_TEXT, reply.verdict.model);
}

function requestFor(text: string): ChatRequest {
  const messages = [{ role: 'user', content: text }];
  const model = 'auto';
  return { model, messages, stream: true, maxTokens: undefined, body: { model, messages, stream: true } };
}
