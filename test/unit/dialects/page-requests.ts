/** One plain question as the pages of each dialect send it. */
export const PAGE_REQUESTS: Record<string, { url: URL; body: Record<string, unknown> }> = {
  'openai-chat': {
    url: new URL('https://api.openai.com/v1/chat/completions'),
    body: { model: 'gpt-5', messages: [{ role: 'user', content: 'Hi' }], stream: true },
  },
  'openai-responses': {
    url: new URL('https://api.openai.com/v1/responses'),
    body: { model: 'gpt-5', input: [{ role: 'user', content: 'Hi' }] },
  },
  'anthropic-messages': {
    url: new URL('https://api.anthropic.com/v1/messages'),
    body: { model: 'claude', max_tokens: 100, messages: [{ role: 'user', content: 'Hi' }] },
  },
  'ollama-chat': {
    url: new URL('http://localhost:11434/api/chat'),
    body: { model: 'llama3', messages: [{ role: 'user', content: 'Hi' }] },
  },
  'ollama-generate': {
    url: new URL('http://localhost:11434/api/generate'),
    body: { model: 'llama3', prompt: 'Hi' },
  },
  'ai-sdk-v4': {
    url: new URL('https://desk.example/api/chat'),
    body: {
      id: 'chat-1',
      messages: [{ role: 'user', content: 'Hi', parts: [{ type: 'text', text: 'Hi' }] }],
    },
  },
  'ai-sdk-ui': {
    url: new URL('https://desk.example/api/chat'),
    body: {
      id: 'chat-1',
      messages: [{ id: 'm-1', role: 'user', parts: [{ type: 'text', text: 'Hi' }] }],
      trigger: 'submit-message',
    },
  },
  'n8n-chat': {
    url: new URL('https://flows.example/webhook/4f1/chat'),
    body: { action: 'sendMessage', sessionId: 's-1', chatInput: 'Hi' },
  },
};
