import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

/** One call that the upstream got. */
interface UpstreamCall {
  path: string;
  headers: IncomingMessage['headers'];
  body: Record<string, unknown>;
  /** Resolves when the caller closed the connection before the reply was whole; never otherwise. */
  left: Promise<void>;
}

export type Script = (call: UpstreamCall, response: ServerResponse) => void | Promise<void>;

/** A real HTTP server that answers as the test says and records every call. */
export interface ScriptedUpstream {
  baseUrl: string;
  calls: UpstreamCall[];
  /** What the next calls get, until it is set again. */
  script: Script;
  close(): Promise<void>;
}

export async function startScriptedUpstream(
  script: Script = answerText('an answer'),
): Promise<ScriptedUpstream> {
  const server = createServer((request, response) => {
    void (async () => {
      const parts: Buffer[] = [];
      for await (const part of request) parts.push(part as Buffer);
      const text = Buffer.concat(parts).toString();
      const left = new Promise<void>((resolve) => {
        response.once('close', () => {
          if (!response.writableFinished) resolve();
        });
      });
      const body = text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : { text };
      const call = { path: request.url ?? '', headers: request.headers, body, left };
      upstream.calls.push(call);
      await upstream.script(call, response);
    })();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const upstream: ScriptedUpstream = {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    calls: [],
    script,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return upstream;
}

/** A complete, well-formed answer, streamed word by word where a stream was asked for. */
export function answerText(text: string, options: { finishReason?: string } = {}): Script {
  return (call, response) => {
    const { finishReason = 'stop' } = options;
    const usage = { prompt_tokens: 7, completion_tokens: 5, total_tokens: 12 };
    if (call.body.stream !== true) {
      const message = { role: 'assistant', content: text, refusal: null };
      sendJson(response, 200, {
        id: 'chatcmpl-upstream',
        object: 'chat.completion',
        created: 1,
        model: call.body.model,
        choices: [{ index: 0, message, logprobs: null, finish_reason: finishReason }],
        usage,
      });
      return;
    }
    startEvents(response);
    sendEvent(response, delta({ role: 'assistant', content: '' }));
    for (const word of text.split(/(?<=\s)/)) sendEvent(response, delta({ content: word }));
    sendEvent(response, delta({}, finishReason));
    sendEvent(response, { ...delta({}), choices: [], usage });
    endEvents(response);
  };
}

/** An error reply as OpenAI sends it. */
export function failWith(status: number, message = 'scripted failure'): Script {
  return (_call, response) => {
    sendJson(response, status, { error: { message, type: 'error', param: null, code: null } });
  };
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

export function startEvents(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
}

export function sendEvent(response: ServerResponse, data: unknown): void {
  response.write(`data: ${JSON.stringify(data)}\n\n`);
}

export function endEvents(response: ServerResponse): void {
  response.end('data: [DONE]\n\n');
}

export function delta(content: object, finishReason: string | null = null): Record<string, unknown> {
  return {
    id: 'chatcmpl-upstream',
    object: 'chat.completion.chunk',
    created: 1,
    model: 'upstream-model',
    choices: [{ index: 0, delta: content, finish_reason: finishReason }],
  };
}
