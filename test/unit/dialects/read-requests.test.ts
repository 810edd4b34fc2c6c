import { expect, test } from 'vitest';
import { anthropicMessages } from '../../../daemon/dialects/anthropic-messages.ts';
import { ollamaChat } from '../../../daemon/dialects/ollama-chat.ts';
import { ollamaGenerate } from '../../../daemon/dialects/ollama-generate.ts';
import { openAiResponses } from '../../../daemon/dialects/openai-responses.ts';

const anthropic = (more: object): object => ({
  model: 'auto',
  max_tokens: 9,
  messages: [{ role: 'user', content: 'Hi' }],
  ...more,
});
const responses = (more: object): object => ({ model: 'auto', input: 'Hi', ...more });
const chat = (more: object): object => ({
  model: 'auto',
  messages: [{ role: 'user', content: 'Hi' }],
  ...more,
});

test("Anthropic's fields become OpenAI's", () => {
  const request = anthropicMessages.readRequest(
    anthropic({
      system: [
        { type: 'text', text: 'Be brief.', cache_control: { type: 'ephemeral' } },
        { type: 'text', text: 'Be kind.' },
      ],
      stream: true,
      temperature: 0.2,
      stop_sequences: ['END'],
      top_k: 5,
      metadata: { user_id: 'u' },
      tools: [{ name: 'weather', description: 'd', input_schema: { type: 'object' } }],
      tool_choice: { type: 'tool', name: 'weather', disable_parallel_tool_use: true },
      output_config: { format: { type: 'json_schema', schema: { type: 'object' } } },
    }),
  );
  const messages = [
    { role: 'system', content: 'Be brief.\n\nBe kind.' },
    { role: 'user', content: 'Hi' },
  ];
  expect(request).toMatchObject({ model: 'auto', messages, stream: true, maxTokens: 9 });
  expect(request.body).toEqual({
    model: 'auto',
    messages,
    stream: true,
    max_tokens: 9,
    temperature: 0.2,
    stop: ['END'],
    tools: [
      { type: 'function', function: { name: 'weather', description: 'd', parameters: { type: 'object' } } },
    ],
    tool_choice: { type: 'function', function: { name: 'weather' } },
    parallel_tool_calls: false,
    response_format: {
      type: 'json_schema',
      json_schema: { name: 'answer', strict: true, schema: { type: 'object' } },
    },
  });
  expect(request.extras).toMatchObject({ top_k: 5 });
  expect(request.extras).not.toHaveProperty('metadata');
});

test("Anthropic's content blocks become messages, results before what the user adds", () => {
  const source = { type: 'base64', media_type: 'image/png', data: 'AA' };
  const { messages } = anthropicMessages.readRequest(
    anthropic({
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'Look' },
            { type: 'image', source },
          ],
        },
        {
          role: 'assistant',
          content: [
            { type: 'thinking', thinking: 'hm', signature: 's' },
            { type: 'text', text: 'One moment.' },
            { type: 'tool_use', id: 't1', name: 'look', input: { at: 1 } },
          ],
        },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'Well?' },
            {
              type: 'tool_result',
              tool_use_id: 't1',
              content: [
                { type: 'text', text: 'a cat' },
                { type: 'image', source },
              ],
            },
          ],
        },
      ],
    }),
  );
  const image = { type: 'image_url', image_url: { url: 'data:image/png;base64,AA' } };
  expect(messages).toEqual([
    { role: 'user', content: [{ type: 'text', text: 'Look' }, image] },
    {
      role: 'assistant',
      content: 'One moment.',
      tool_calls: [{ id: 't1', type: 'function', function: { name: 'look', arguments: '{"at":1}' } }],
    },
    { role: 'tool', tool_call_id: 't1', content: 'a cat' },
    { role: 'user', content: [{ type: 'text', text: 'Well?' }, image] },
  ]);
});

test("the items of a response's input become messages", () => {
  const { messages, body } = openAiResponses.readRequest(
    responses({
      instructions: 'Be brief.',
      input: [
        { role: 'developer', content: 'Be kind.' },
        {
          type: 'message',
          role: 'user',
          content: [
            { type: 'input_text', text: 'Look' },
            { type: 'input_image', image_url: 'https://a.example/x.png' },
          ],
        },
        { type: 'reasoning', id: 'rs_1', summary: [] },
        { type: 'function_call', call_id: 'c1', name: 'look', arguments: '{}' },
        { type: 'function_call', call_id: 'c2', name: 'look', arguments: '{"at":2}' },
        { type: 'function_call_output', call_id: 'c1', output: 'a cat' },
        { type: 'function_call_output', call_id: 'c2', output: [{ type: 'input_text', text: 'a dog' }] },
        {
          role: 'assistant',
          content: [
            { type: 'output_text', text: 'A cat ' },
            { type: 'output_text', text: 'and a dog.' },
          ],
        },
        { role: 'user', content: [{ type: 'input_text', text: 'Thanks. And now?' }] },
      ],
      max_output_tokens: 7,
      reasoning: { effort: 'low' },
      text: { format: { type: 'json_schema', name: 'pet', schema: {}, strict: true } },
      parallel_tool_calls: false,
    }),
  );
  const call = (id: string, text: string): object => ({
    id,
    type: 'function',
    function: { name: 'look', arguments: text },
  });
  expect(messages).toEqual([
    { role: 'system', content: 'Be brief.' },
    { role: 'system', content: 'Be kind.' },
    {
      role: 'user',
      content: [
        { type: 'text', text: 'Look' },
        { type: 'image_url', image_url: { url: 'https://a.example/x.png' } },
      ],
    },
    { role: 'assistant', content: null, tool_calls: [call('c1', '{}'), call('c2', '{"at":2}')] },
    { role: 'tool', tool_call_id: 'c1', content: 'a cat' },
    { role: 'tool', tool_call_id: 'c2', content: 'a dog' },
    { role: 'assistant', content: 'A cat and a dog.' },
    { role: 'user', content: 'Thanks. And now?' },
  ]);
  expect(body).toMatchObject({
    max_completion_tokens: 7,
    reasoning_effort: 'low',
    parallel_tool_calls: false,
    response_format: { type: 'json_schema', json_schema: { name: 'pet', schema: {}, strict: true } },
  });
});

test("Ollama's options become OpenAI's fields, the others part of the scope", () => {
  const request = ollamaChat.readRequest(
    chat({
      options: { num_predict: 50, temperature: 0, seed: 3, stop: ['x'], top_k: 9 },
      format: { type: 'object' },
      think: false,
      keep_alive: '5m',
    }),
  );
  expect(request).toMatchObject({
    stream: true,
    maxTokens: 50,
    extras: { think: false, options: { top_k: 9 } },
  });
  expect(request.extras).not.toHaveProperty('keep_alive');
  expect(request.body).toMatchObject({
    max_tokens: 50,
    temperature: 0,
    seed: 3,
    stop: ['x'],
    response_format: { type: 'json_schema', json_schema: { schema: { type: 'object' } } },
  });
  expect(ollamaChat.readRequest(chat({ stream: false, options: { num_predict: -1 } }))).toMatchObject({
    stream: false,
    maxTokens: undefined,
  });
});

test("Ollama's images become parts with their type", () => {
  const { messages } = ollamaGenerate.readRequest({
    model: 'auto',
    prompt: 'Look',
    system: 'S',
    images: ['/9j/AA'],
  });
  expect(messages).toEqual([
    { role: 'system', content: 'S' },
    {
      role: 'user',
      content: [
        { type: 'text', text: 'Look' },
        { type: 'image_url', image_url: { url: 'data:image/jpeg;base64,/9j/AA' } },
      ],
    },
  ]);
});

const block = (content: object): object => anthropic({ messages: [{ role: 'user', content: [content] }] });

test.each([
  [anthropicMessages, {}, 'model'],
  [anthropicMessages, anthropic({ mcp_servers: [{ url: 'x' }] }), 'mcp_servers'],
  [anthropicMessages, anthropic({ container: 'c' }), 'container'],
  [anthropicMessages, anthropic({ tools: [{ type: 'bash_20250124', name: 'bash' }] }), 'tools.0.type'],
  [anthropicMessages, anthropic({ tool_choice: { type: 'tool' } }), 'tool_choice.name'],
  [anthropicMessages, block({ type: 'search_result' }), 'messages.0.content.0.type'],
  [
    anthropicMessages,
    block({ type: 'image', source: { type: 'file', file_id: 'f' } }),
    'messages.0.content.0.source',
  ],
  [anthropicMessages, block({ type: 'tool_result', content: 'x' }), 'messages.0.content.0.tool_use_id'],
  [openAiResponses, { model: 'auto' }, 'input'],
  [openAiResponses, responses({ conversation: 'c' }), 'conversation'],
  [openAiResponses, responses({ background: true }), 'background'],
  [openAiResponses, responses({ prompt: { id: 'p' } }), 'prompt'],
  [openAiResponses, responses({ top_logprobs: 2 }), 'top_logprobs'],
  [openAiResponses, responses({ include: ['message.output_text.logprobs'] }), 'include'],
  [openAiResponses, responses({ tools: [{ type: 'mcp' }] }), 'tools.0.type'],
  [openAiResponses, responses({ tool_choice: { type: 'file_search' } }), 'tool_choice.type'],
  [openAiResponses, responses({ input: [{ type: 'item_reference', id: 'x' }] }), 'input.0.type'],
  [
    openAiResponses,
    responses({ input: [{ role: 'user', content: [{ type: 'input_image', file_id: 'f' }] }] }),
    'input.0.content.0.image_url',
  ],
  [openAiResponses, responses({ input: [{ role: 'nobody', content: 'x' }] }), 'input.0.role'],
  [ollamaChat, chat({ messages: [] }), 'messages'],
  [ollamaChat, chat({ messages: [{ role: 'tool', content: 'x' }] }), 'messages.0'],
  [ollamaGenerate, { model: 'auto', prompt: 'x', context: [1, 2] }, 'context'],
  [ollamaGenerate, { model: 'auto', prompt: 'x', raw: true }, 'raw'],
  [ollamaGenerate, { model: 'auto', prompt: 'x', suffix: 'y' }, 'suffix'],
])('%# what cannot be passed on is a 400 that names the field', (dialect, body, field) => {
  expect(() => dialect.readRequest(body)).toThrow(expect.objectContaining({ status: 400 }) as Error);
  expect(() => dialect.readRequest(body)).toThrow(`"${field}"`);
});
