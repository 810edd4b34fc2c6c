import 'deep-chat';

const options = new URLSearchParams(location.search);
const api = options.get('api') ?? location.origin;
const model = options.get('model') ?? 'site-model';

/** The services of deep-chat that call a model's server from the page; `connect.url` says where it is. */
const SERVICES = {
  'openai-chat': { service: { groq: { key: 'page-key', chat: { model } } }, path: '/v1/chat/completions' },
  'openai-responses': { service: { openAI: { key: 'page-key', chat: { model } } }, path: '/v1/responses' },
  'anthropic-messages': { service: { claude: { key: 'page-key', model } }, path: '/v1/messages' },
  'ollama-chat': { service: { ollama: { model } }, path: '/api/chat' },
};

const { service, path } = SERVICES[options.get('dialect') ?? 'openai-responses'];
const chat = document.createElement('deep-chat');
chat.directConnection = service;
chat.connect = { url: `${api}${path}`, stream: options.get('stream') === '1' };
chat.style.width = '600px';
chat.style.height = '500px';
document.body.append(chat);
