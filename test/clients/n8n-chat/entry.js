import '@n8n/chat/dist/style.css';
// The bundle that carries all it needs; `@n8n/design-system`, which the package names, is no published version.
import { createChat } from '@n8n/chat/dist/chat.bundle.es.js';

const options = new URLSearchParams(location.search);
createChat({
  webhookUrl: `${options.get('api') ?? location.origin}/webhook/help-desk`,
  mode: 'fullscreen',
  showWelcomeScreen: false,
  loadPreviousSession: true,
  initialMessages: [],
  enableStreaming: options.get('stream') === '1',
});
