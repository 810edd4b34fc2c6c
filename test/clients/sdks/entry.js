import Anthropic from '@anthropic-ai/sdk';
import { Ollama } from 'ollama/browser';
import OpenAI from 'openai';

const options = new URLSearchParams(location.search);
const api = options.get('api') ?? location.origin;
const isStream = options.get('stream') === '1';
const model = options.get('model') ?? 'site-model';
const key = { apiKey: 'page-key', dangerouslyAllowBrowser: true, maxRetries: 0 };
const openai = new OpenAI({ ...key, baseURL: `${api}/v1` });
const anthropic = new Anthropic({ ...key, baseURL: api });
const ollama = new Ollama({ host: api });

const asked = (content) => ({ model, messages: [{ role: 'user', content }] });

/** Each calls `say` with every piece of the answer, as it comes. */
const CLIENTS = {
  async 'openai-chat'(question, say, signal) {
    if (!isStream) {
      const answer = await openai.chat.completions.create(asked(question), { signal });
      say(answer.choices[0].message.content);
      return;
    }
    const stream = openai.chat.completions.stream(asked(question), { signal });
    for await (const chunk of stream) say(chunk.choices[0]?.delta.content ?? '');
    await stream.finalChatCompletion();
  },
  async 'openai-responses'(question, say, signal) {
    // `store: false`, since an answer that the server keeps cannot come from anywhere else.
    const body = { model, input: question, store: false };
    if (!isStream) {
      say((await openai.responses.create(body, { signal })).output_text);
      return;
    }
    const stream = openai.responses.stream(body, { signal });
    for await (const event of stream) if (event.type === 'response.output_text.delta') say(event.delta);
    await stream.finalResponse();
  },
  async 'anthropic-messages'(question, say, signal) {
    const body = { ...asked(question), max_tokens: 1_000 };
    if (!isStream) {
      say((await anthropic.messages.create(body, { signal })).content[0].text);
      return;
    }
    const stream = anthropic.messages.stream(body, { signal });
    stream.on('text', say);
    await stream.finalMessage();
  },
  async 'ollama-chat'(question, say, signal) {
    signal.addEventListener('abort', () => ollama.abort());
    if (!isStream) {
      say((await ollama.chat({ ...asked(question), stream: false })).message.content);
      return;
    }
    for await (const part of await ollama.chat({ ...asked(question), stream: true }))
      say(part.message.content);
  },
  async 'ollama-generate'(question, say, signal) {
    signal.addEventListener('abort', () => ollama.abort());
    if (!isStream) {
      say((await ollama.generate({ model, prompt: question, stream: false })).response);
      return;
    }
    for await (const part of await ollama.generate({ model, prompt: question, stream: true }))
      say(part.response);
  },
};

const answer = document.querySelector('#answer');
const state = document.querySelector('#state');
let controller = new AbortController();

async function ask(question) {
  controller = new AbortController();
  answer.textContent = '';
  state.textContent = 'asking';
  window.firstPieceAfterMs = undefined;
  const begin = performance.now();
  try {
    await CLIENTS[options.get('dialect') ?? 'openai-chat'](
      question,
      (piece) => {
        if (piece !== '') window.firstPieceAfterMs ??= performance.now() - begin;
        answer.textContent += piece;
      },
      controller.signal,
    );
    state.textContent = 'done';
  } catch (error) {
    state.textContent = `failed: ${error.name}: ${error.message}`;
  }
}

document.querySelector('#ask').addEventListener('submit', (event) => {
  event.preventDefault();
  const question = document.querySelector('#question');
  void ask(question.value);
  question.value = '';
});
document.querySelector('#stop').addEventListener('click', () => controller.abort());
