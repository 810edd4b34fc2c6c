import { patternOf } from '../site-origin';

/** Asks the browser for a site. Must be called directly in a click's handler, before anything is awaited. */
export function requestAccess(origin: string): Promise<boolean> {
  const knowsPorts = !chrome.runtime.getURL('').startsWith('moz-extension:');
  return chrome.permissions.request({ origins: [patternOf(origin, knowsPorts)] });
}

/** Well-known chat sites for everybody: not supported. Hosts, with all that is under them. */
const CONSUMER_CHAT_HOSTS = [
  'chatgpt.com',
  'claude.ai',
  'gemini.google.com',
  'copilot.microsoft.com',
  'chat.deepseek.com',
  'perplexity.ai',
  'grok.com',
];

export function isConsumerChat(origin: string): boolean {
  const { hostname } = new URL(origin);
  return CONSUMER_CHAT_HOSTS.some((host) => hostname === host || hostname.endsWith(`.${host}`));
}

/** A site as people read it: without the scheme where that is https. */
export function siteName(origin: string): string {
  return origin.replace(/^https:\/\//, '');
}
