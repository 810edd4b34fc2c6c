import { z } from 'zod';

/** A model server that people run on their own machine, known by its usual port. */
export interface LocalServer {
  name: string;
  port: number;
  /** What to do where it answers but has no model. */
  hint: string;
}

/** The usual ports; nothing else on the machine is looked at. */
export const LOCAL_SERVERS: readonly LocalServer[] = [
  { name: 'Ollama', port: 11_434, hint: 'fetch one with: ollama pull llama3.2' },
  { name: 'LM Studio', port: 1234, hint: 'load one in its window' },
  { name: 'vLLM', port: 8000, hint: 'start it with: vllm serve MODEL' },
  { name: 'llama.cpp', port: 8080, hint: 'start it with: llama-server -m MODEL.gguf' },
];

/** More than any list of models takes; whatever sends more on one of these ports is no model server. */
const MAX_LIST_BYTES = 1024 * 1024;

/** OpenAI's list of models; what else stands in it is not ours to judge. */
const modelListSchema = z.object({ object: z.literal('list'), data: z.array(z.object({ id: z.string() })) });

/** Names that could harm neither a YAML file nor a terminal. */
const PLAIN_NAME = /^[\w./:@+-]{1,200}$/;

/** Root of the server's OpenAI-compatible API. */
export function localBaseUrl({ port }: LocalServer): string {
  return `http://127.0.0.1:${port}/v1`;
}

/** Names of the models that the server lists; undefined where nothing answers there, or something else does. */
export async function listLocalModels(
  server: LocalServer,
  { fetch, timeoutMs }: { fetch: typeof globalThis.fetch; timeoutMs: number },
): Promise<string[] | undefined> {
  try {
    const response = await fetch(`${localBaseUrl(server)}/models`, {
      headers: { accept: 'application/json' },
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (!response.ok) {
      await response.body?.cancel();
      return undefined;
    }
    const names = modelListSchema.parse(JSON.parse(await readLimited(response))).data.map(({ id }) => id);
    // Another AskOnce without keys would pass for a model server.
    return names.includes('auto') ? undefined : names.filter((name) => PLAIN_NAME.test(name));
  } catch {
    // Nobody there, too slow, or no such list: all mean that there is no model server on this port.
    return undefined;
  }
}

async function readLimited(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for await (const chunk of bodyOf(response)) {
    bytes += chunk.length;
    if (bytes > MAX_LIST_BYTES) throw new Error('too long for a list of models');
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

function bodyOf(response: Response): AsyncIterable<Uint8Array> {
  return response.body ?? new Blob([]).stream();
}
