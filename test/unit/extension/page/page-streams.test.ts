import { expect, test } from 'vitest';
import { observeResponse } from '../../../../extension/page/observed-response';
import { createPacedStream } from '../../../../extension/page/paced-stream';
import { createPatches } from '../../../../extension/page/patches';
import { createPieceQueue } from '../../../../extension/page/piece-queue';
import { createPieceSource } from '../../../../extension/page/piece-source';
import type { PageScope } from '../../../../extension/page/natives';
import { MAX_ANSWER_CHARACTERS } from '../../../../shared/page-limits';
import type { PageAnswer } from '../../../../shared/protocol';

const scope = { Function: { prototype: { toString: () => '' } } } as unknown as PageScope;

function pacedStream(pieces: string[], signal?: AbortSignal) {
  const queue = createPieceQueue();
  queue.add(pieces);
  queue.end({ kind: 'ended' });
  const done: string[] = [];
  const source = createPieceSource({
    queue,
    paceMs: 0,
    isHidden: () => false,
    onRead: () => undefined,
    onDone: (how) => done.push(how),
  });
  const facts = { url: '', type: 'basic', redirected: false } as const;
  return { stream: createPacedStream(source, signal, { ...facts }), done };
}

async function readAll(stream: ReadableStream<Uint8Array>): Promise<string[]> {
  const pieces: string[] = [];
  for await (const piece of stream) pieces.push(Buffer.from(piece).toString('latin1'));
  return pieces;
}

test('a stream of ours gives one chunk a piece and leaves out empty ones', async () => {
  const { stream, done } = pacedStream(['a', '', 'b']);
  expect(await readAll(stream)).toEqual(['a', 'b']);
  expect(done).toEqual(['ended']);
});

test('an aborted signal ends the stream with its reason', async () => {
  const controller = new AbortController();
  const { stream, done } = pacedStream(['a', 'b'], controller.signal);
  const reader = stream.getReader();
  await reader.read();
  controller.abort(new RangeError('mine'));
  await expect(reader.read()).rejects.toThrow('mine');
  expect(done).toEqual(['cancelled']);
});

interface Upstream {
  response: Response;
  pulls: number;
  cancelled: unknown[];
}
function upstream(chunks: Uint8Array[], init: ResponseInit = {}): Upstream {
  const left = [...chunks];
  const upstreamed: Upstream = { response: undefined as never, pulls: 0, cancelled: [] };
  const body = new ReadableStream<Uint8Array>(
    {
      pull: (controller) => {
        upstreamed.pulls += 1;
        const chunk = left.shift();
        if (chunk === undefined) controller.close();
        else controller.enqueue(chunk);
      },
      cancel: (reason) => void upstreamed.cancelled.push(reason),
    },
    { highWaterMark: 0 },
  );
  upstreamed.response = new Response(body, { headers: { 'content-type': 'text/event-stream' }, ...init });
  return upstreamed;
}

function observe(response: Response): { seen: Response; answers: PageAnswer[] } {
  const answers: PageAnswer[] = [];
  const seen = observeResponse(response, {
    requestedAt: 0,
    patches: createPatches(scope),
    onAnswer: (answer) => answers.push(answer),
  });
  return { seen, answers };
}
const bytesOf = (text: string) => [...Buffer.from(text)].map((byte) => Uint8Array.of(byte));

test('an answer that comes byte by byte is read and observed as it is', async () => {
  const text = 'data: {"a":"ä🙂"}\n\n';
  const { response } = upstream(bytesOf(text));
  const { seen, answers } = observe(response);
  expect(await seen.text()).toBe(text);
  expect(answers).toMatchObject([{ status: 200, contentType: 'text/event-stream', body: text }]);
});

test('nothing is read before the page reads, and one chunk ahead of it from then on', async () => {
  const server = upstream(bytesOf('abcdefghi'));
  const { seen } = observe(server.response);
  await new Promise(setImmediate);
  expect(server.pulls).toBe(0);
  await seen.body!.getReader().read();
  await new Promise(setImmediate);
  expect(server.pulls).toBe(2);
});

test('an answer is observed whole where the page stops reading at its last chunk', async () => {
  const { seen, answers } = observe(
    upstream(['the ', 'end'].map((text) => Uint8Array.from(Buffer.from(text)))).response,
  );
  const reader = seen.body!.getReader();
  await reader.read();
  expect(answers).toEqual([]);
  await reader.read();
  await new Promise(setImmediate);
  expect(answers.map(({ body }) => body)).toEqual(['the end']);
  expect(await reader.read()).toMatchObject({ done: true });
  expect(answers).toHaveLength(1);
});

test('what the page cancels is cancelled upstream and not observed', async () => {
  const server = upstream(bytesOf('abc'));
  const { seen, answers } = observe(server.response);
  const reader = seen.body!.getReader();
  await reader.read();
  await reader.cancel('enough');
  expect(server.cancelled).toEqual(['enough']);
  expect(answers).toEqual([]);
});

test('an answer longer than the bound reaches the page and is not observed', async () => {
  const long = Buffer.alloc(MAX_ANSWER_CHARACTERS + 1, 'x');
  const { seen, answers } = observe(upstream([long]).response);
  expect((await seen.text()).length).toBe(MAX_ANSWER_CHARACTERS + 1);
  expect(answers).toEqual([]);
});

test('an error is handed over untouched', () => {
  const { response } = upstream([Uint8Array.of(1)], { status: 500 });
  expect(observe(response).seen).toBe(response);
});
