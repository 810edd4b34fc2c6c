import { describe, expect, test } from 'vitest';
import type { ChatChunk } from '../../daemon/chat/chat-chunk.ts';
import type { ChatRequest } from '../../daemon/chat/chat-request.ts';
import type { Dialect } from '../../daemon/dialects/dialect.ts';
import { DIALECTS } from '../../daemon/dialects/index.ts';
import { SDK_PARSERS, type SdkParser } from '../support/browser/sdk-parsers.ts';
import { seededRandom } from '../support/seeded-random.ts';

// What daemon/dialects write, read by the libraries that pages read it with; no browser takes part.

const IDENTITY = { id: 'decision-1', model: 'site-model', created: 1_790_000_000 };
const TEXTS: Record<string, string> = {
  'one word': 'Yes',
  'several lines': 'First line.\r\nSecond line.\n\n\tThird: "quoted" \\ backslash\n',
  'what looks like the protocol':
    'data: [DONE]\n\nevent: error\ndata: {"type":"error"}\n\n0:"x"\nd:{}\n{"done":true}\n',
  'other scripts and pairs': '日本語 и العربية 👩‍👩‍👧‍👦 🇺🇦 e\u0301 \u2028\u2029\u0085\uFEFF end',
  code: '```ts\nconst x = `${a}`; // </script> <!-- -->\n```\n',
  long: 'All work and no play makes a dull boy. '.repeat(12),
};
type Cut = (bytes: Buffer, pieces: Buffer[]) => Buffer[];
const CUTS: Record<string, Cut> = {
  'one event or line a chunk': (_bytes, pieces) => pieces,
  'all at once': (bytes) => [bytes],
  'a byte a chunk': (bytes) =>
    Array.from({ length: bytes.length }, (_, index) => bytes.subarray(index, index + 1)),
  'cuts anywhere': (bytes) => {
    const random = seededRandom(bytes.length);
    const chunks: Buffer[] = [];
    for (let from = 0; from < bytes.length;) {
      const to = Math.min(bytes.length, from + 1 + Math.floor(random() * 80));
      chunks.push(bytes.subarray(from, to));
      from = to;
    }
    return chunks;
  },
};

test('every built-in dialect is read here, or nobody publishes a parser for it', () => {
  const parserless = DIALECTS.map(({ id }) => id).filter((id) => !(id in SDK_PARSERS));

  // @n8n/chat reads in its own components: the browser tests render its answers.
  expect(parserless).toEqual(['n8n-chat']);
});

for (const dialect of DIALECTS) {
  const parser = SDK_PARSERS[dialect.id];
  if (!parser) continue;
  describe(dialect.id, () => {
    for (const [name, text] of Object.entries(TEXTS)) {
      for (const [cutName, cut] of Object.entries(CUTS)) {
        test(`the library reads a stream with ${name}, ${cutName}`, async () => {
          const pieces: Buffer[] = [];
          for await (const piece of dialect.writeStream(chunksOf(text), IDENTITY, requestOf(true))) {
            pieces.push(Buffer.from(piece));
          }
          const chunks = cut(Buffer.concat(pieces), pieces);

          expect(await parser(replying(chunks, dialect.streamHeaders), true)).toBe(text);
        });
      }
      if (dialect.id.startsWith('ai-sdk')) continue;
      test(`the library reads a whole answer with ${name}`, async () => {
        const whole = await dialect.writeWhole(wholeOf(text), IDENTITY, requestOf(false));
        const body = [Buffer.from(JSON.stringify(whole))];

        expect(await parser(replying(body, dialect.wholeHeaders), false)).toBe(text);
      });
    }

    test('a stream that breaks off never looks complete to the library or to us', async () => {
      const pieces: string[] = [];
      for await (const piece of dialect.writeStream(breakingOff(), IDENTITY, requestOf(true)))
        pieces.push(piece);
      const answer = { contentType: dialect.streamHeaders['content-type'], body: pieces.join('') };

      expect(dialect.readAnswer(answer)).toBeUndefined();
      expect(await outcome(parser, pieces, dialect)).toMatch(/^failed: /);
    });
  });
}

function requestOf(isStream: boolean): ChatRequest {
  const messages = [{ role: 'user', content: 'a question' }];
  return {
    model: 'site-model',
    messages,
    stream: isStream,
    maxTokens: undefined,
    body: { model: 'site-model', messages },
  };
}

/** Cut into pieces as a model might, within a surrogate pair never. */
async function* chunksOf(text: string): AsyncGenerator<ChatChunk> {
  yield delta({ role: 'assistant', content: '' });
  for (const word of text.split(/(?<=\s)/)) yield delta({ content: word });
  yield delta({}, 'stop');
  yield { choices: [], usage: { prompt_tokens: 5, completion_tokens: 9 } };
}

async function* wholeOf(text: string): AsyncGenerator<ChatChunk> {
  yield {
    ...delta({ role: 'assistant', content: text }, 'stop'),
    usage: { prompt_tokens: 5, completion_tokens: 9 },
  };
}

async function* breakingOff(): AsyncGenerator<ChatChunk> {
  yield delta({ role: 'assistant', content: 'half an answer' });
  throw new Error('the model is gone');
}

function delta(content: Record<string, string>, finish_reason: string | null = null): ChatChunk {
  return { id: 'x', created: 1, model: 'm', choices: [{ index: 0, delta: content, finish_reason }] };
}

function replying(chunks: Buffer[], headers: Record<string, string>): typeof fetch {
  return async () => {
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        for (const chunk of chunks) controller.enqueue(chunk);
        controller.close();
      },
    });
    return new Response(body, { headers });
  };
}

async function outcome(parser: SdkParser, pieces: string[], dialect: Dialect): Promise<string> {
  const chunks = pieces.map((piece) => Buffer.from(piece));
  return parser(replying(chunks, dialect.streamHeaders), true).catch(
    (error: unknown) => `failed: ${String(error)}`,
  );
}
