import { typeInto, waitFor, withDeep, type TestPage } from './test-page.ts';
import type { ClientName } from './client-pages.ts';
import type { UpstreamDialect } from './upstream-question.ts';

/** How a person uses a client's page. */
interface ClientDriver {
  input: string;
  /** The answers that the page shows. */
  answers: string;
}

const DRIVERS: Record<ClientName | 'jupyterlite', ClientDriver> = {
  sdks: { input: '#question', answers: '#answer' },
  axios: { input: '#question', answers: '#answer' },
  'ai-sdk-v4': { input: '#question', answers: 'p.assistant' },
  'ai-sdk-v6': { input: '#question', answers: 'p.assistant' },
  'deep-chat': { input: '#text-input', answers: '.ai-message-text' },
  'n8n-chat': { input: '.chat-input textarea, .chat-inputs textarea', answers: '.chat-message-from-bot' },
  jupyterlite: { input: '.jp-chat-input-textfield textarea', answers: '.jp-chat-rendered-message' },
};

/** A client in one of its ways of asking. */
export interface ClientCase {
  client: ClientName;
  dialect: UpstreamDialect;
  isStream: boolean;
}

export function addressOf(
  site: string,
  { client, dialect, isStream }: ClientCase,
  more: Record<string, string> = {},
): string {
  const options = new URLSearchParams({ dialect, stream: isStream ? '1' : '0', ...more });
  return `${site}/${client}/?${options.toString()}`;
}

/** Opens the client's page as a visitor who was never there. */
export async function openClient(page: TestPage, address: string): Promise<void> {
  if (new URL(address).origin === originOf(page.url())) await page.evaluate('localStorage.clear()');
  await page.goto(address);
}

function originOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : '';
}

/** Types the question and presses Enter. */
export async function ask(page: TestPage, client: keyof typeof DRIVERS, question: string): Promise<void> {
  await typeInto(page, DRIVERS[client].input, question);
  await page.press('Enter');
}

/** The text of the last answer on the page; empty where there is none yet. */
export function shownAnswer(page: TestPage, client: keyof typeof DRIVERS): Promise<string> {
  return page.evaluate(withDeep(lastAnswer(client)));
}

/** Waits until the page shows just this as its last answer. */
export async function waitForAnswer(
  page: TestPage,
  client: keyof typeof DRIVERS,
  text: string,
  timeoutMs?: number,
): Promise<void> {
  await waitFor(page, `${lastAnswer(client)} === ${JSON.stringify(text)}`, timeoutMs);
}

function lastAnswer(client: keyof typeof DRIVERS): string {
  return `(deep(${JSON.stringify(DRIVERS[client].answers)}).at(-1)?.textContent ?? '').trim()`;
}
