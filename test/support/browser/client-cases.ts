import type { ClientCase } from './client-drivers.ts';
import type { UpstreamDialect } from './upstream-question.ts';

const SDK_DIALECTS: UpstreamDialect[] = [
  'openai-chat',
  'openai-responses',
  'anthropic-messages',
  'ollama-chat',
  'ollama-generate',
];
const DEEP_CHAT_DIALECTS = SDK_DIALECTS.slice(0, 4);
const FORMS = [false, true];

/** Every client in every form that it has: JSON and stream where it has both. */
export const CLIENT_CASES: readonly ClientCase[] = FORMS.flatMap((isStream) => [
  ...SDK_DIALECTS.map((dialect) => ({ client: 'sdks', dialect, isStream }) as const),
  ...DEEP_CHAT_DIALECTS.map((dialect) => ({ client: 'deep-chat', dialect, isStream }) as const),
  { client: 'axios', dialect: 'openai-chat', isStream },
  { client: 'n8n-chat', dialect: 'n8n', isStream },
  ...(isStream
    ? ([
        { client: 'ai-sdk-v4', dialect: 'ai-sdk-v4', isStream },
        { client: 'ai-sdk-v6', dialect: 'ai-sdk-ui', isStream },
      ] as const)
    : []),
]);

/** Whether requests of the dialect name a model. */
export function namesModel({ dialect }: ClientCase): boolean {
  return dialect !== 'n8n' && !dialect.startsWith('ai-sdk');
}

export function nameOf({ client, dialect, isStream }: ClientCase): string {
  return `${client}, ${dialect}, ${isStream ? 'stream' : 'JSON'}`;
}
