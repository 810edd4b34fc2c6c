import { parseCacheControl } from '../../daemon/cache/cache-controls.ts';
import { boundByPattern, type BoundTo } from '../../daemon/cache/storable/bound-questions.ts';
import type { Matcher } from '../../daemon/cache/matching/matcher.ts';
import type { ChatChunk } from '../../daemon/chat/chat-chunk.ts';
import type { ModelInfo } from '../../daemon/chat/model-info.ts';
import { AnswerKeeper } from '../../daemon/pipeline/answer-keeper.ts';
import type { Reply } from '../../daemon/pipeline/ask.ts';
import { createCacheLookup } from '../../daemon/pipeline/cache-lookup.ts';
import { createChatPipeline } from '../../daemon/pipeline/chat-pipeline.ts';
import type { LearntOf } from '../../daemon/pipeline/learnt-for.ts';
import type { ShadowAudit, ShadowAuditOptions } from '../../daemon/pipeline/shadow-audit.ts';
import { createModelRegistry } from '../../daemon/providers/model-registry.ts';
import type { RouterOptions } from '../../daemon/router/create-router.ts';
import { createModelPace, type ModelPace } from '../../daemon/router/live/model-pace.ts';
import type { Patience } from '../../daemon/router/live/patience.ts';
import { chatRequest } from './chat-request.ts';
import { cosineMatcher } from './cosine-matcher.ts';
import { FakeClock } from './fake-clock.ts';
import { FakeEmbedder } from './fake-embedder.ts';
import { FakeModel } from './fake-model.ts';
import { FakeRecorder } from './fake-recorder.ts';
import { FakeStore } from './fake-store.ts';
import { createTestRouter } from './test-router.ts';

export interface AskOptions {
  cacheControl?: string;
  user?: string;
  signal?: AbortSignal;
  body?: Record<string, unknown>;
}

/** The chat pipeline between fakes: a small and a medium model, answers that live for a minute. */
export interface TestPipeline {
  store: FakeStore;
  embedder: FakeEmbedder;
  recorder: FakeRecorder;
  clock: FakeClock;
  pace: ModelPace;
  small: FakeModel;
  medium: FakeModel;
  /** Resolves when the answer begins. */
  open: (question: string, options?: AskOptions) => Promise<Reply>;
  /** Reads the answer to its end, and waits until it is stored. */
  ask: (question: string, options?: AskOptions) => Promise<{ cache: string; text: string; reply: Reply }>;
}

export function createTestPipeline({
  matcher = cosineMatcher(),
  learnt,
  isCacheOff = false,
  boundTo = boundByPattern,
  patience = () => Infinity,
  createAudit,
  routing: router = {},
  price,
}: {
  matcher?: Matcher;
  learnt?: LearntOf;
  isCacheOff?: boolean;
  boundTo?: BoundTo;
  patience?: Patience;
  /** What the test router is to do otherwise. */
  routing?: Partial<RouterOptions>;
  /** Of a million tokens of the medium model's answers; the small one takes a tenth, and of what is read both take a quarter. */
  price?: number;
  createAudit?: (
    parts: Pick<ShadowAuditOptions, 'models' | 'router' | 'vectorOf' | 'recorder'>,
  ) => ShadowAudit;
} = {}): TestPipeline {
  const [store, embedder, recorder, clock] = [
    new FakeStore(),
    new FakeEmbedder(),
    new FakeRecorder(),
    new FakeClock(),
  ];
  const small = new FakeModel({ id: 'my-small', tier: 'small', ...priced(price, 0.1) });
  const medium = new FakeModel({ id: 'my-medium', tier: 'medium', ...priced(price, 1) });
  const shared = { store, embedder, clock, recorder };
  const pace = createModelPace(clock);
  const keeper = new AnswerKeeper({ ...shared, timeToLiveMs: 60_000, keepsSimulated: false });
  const models = createModelRegistry([small, medium]);
  const routing = {
    router: createTestRouter(router),
    models,
    vectorOf: () => Promise.resolve(undefined),
    reserve: () => undefined,
  };
  const pipeline = createChatPipeline({
    cache: isCacheOff
      ? undefined
      : {
          store,
          keeper,
          matcher,
          learnt,
          boundTo,
          lookup: createCacheLookup({ ...shared, matcher, learnt }),
        },
    ...{ ...routing, audit: createAudit?.({ ...routing, recorder }) },
    ...{ pace, patience },
    ...{ recorder, clock, createId: () => `decision-${recorder.reports.length}`, random: () => 0 },
  });
  const open: TestPipeline['open'] = (question, { cacheControl, user = 'me', signal, body } = {}) =>
    pipeline({
      request: chatRequest(question, body),
      caller: { site: 'http', owner: `user:${user}`, user, secret: new Uint8Array(32) },
      controls: parseCacheControl(cacheControl),
      signal: signal ?? new AbortController().signal,
    });
  return {
    ...{ ...shared, pace, small, medium, open },
    async ask(question, options) {
      const reply = await open(question, options);
      const text = await textOf(reply.chunks);
      await keeper.settled();
      return { cache: reply.verdict.cache, text, reply };
    },
  };
}

export async function textOf(chunks: AsyncIterable<ChatChunk>): Promise<string> {
  let text = '';
  for await (const chunk of chunks) text += chunk.choices[0]?.delta.content ?? '';
  return text;
}

function priced(price: number | undefined, share: number): Partial<ModelInfo> {
  if (price === undefined) return {};
  return { price: { inputPerMillion: (price * share) / 4, outputPerMillion: price * share } };
}
