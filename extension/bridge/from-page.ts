/**
 * Reads what comes out of the page. The hook wrote it, but a page can write the same: nothing is believed that is not
 * checked here, and no member goes on that a message does not have. Plain checks, since this runs in each frame of a site.
 */
import { MAX_ANSWER_CHARACTERS, MAX_REQUEST_CHARACTERS } from '../../shared/page-limits';
import type { PageAnswer, PageRequest } from '../../shared/protocol';
import type { FromPage } from '../messages';

/** JSON makes up to six characters of one. */
const MAX_TEXT_CHARACTERS = 6 * Math.max(MAX_ANSWER_CHARACTERS, MAX_REQUEST_CHARACTERS) + 10_000;

/** Undefined for what is no message. */
export function parseFromPage(data: unknown): FromPage | undefined {
  if (typeof data !== 'string' || data.length > MAX_TEXT_CHARACTERS) return undefined;
  let message: unknown;
  try {
    message = JSON.parse(data);
  } catch {
    return undefined;
  }
  return isRecord(message) ? readMessage(message) : undefined;
}

type Fields = Record<string, unknown>;

function readMessage(message: Fields): FromPage | undefined {
  const { type, id } = message;
  if (type === 'fault') return isText(message.what, 200) ? { type, what: message.what } : undefined;
  if (type === 'passed-early') {
    return isCount(message.count, 10_000) ? { type, count: message.count } : undefined;
  }
  if (type === 'recorded') {
    const request = readRequest(message.request);
    const answer = readAnswer(message.answer);
    return request && answer && { type, request, answer };
  }
  if (!isText(id, 100) || id === '') return undefined;
  if (type === 'cancel') return { type, id };
  if (type === 'chunks-read') {
    return isCount(message.count, 1_000) ? { type, id, count: message.count } : undefined;
  }
  if (type === 'chat-request') {
    const request = readRequest(message.request);
    return request && { type, id, request };
  }
  if (type === 'observed') {
    const answer = readAnswer(message.answer);
    return answer && { type, id, answer };
  }
  return undefined;
}

function readRequest(value: unknown): PageRequest | undefined {
  if (!isRecord(value)) return undefined;
  const { url, method, contentType, body } = value;
  const isGood =
    isText(url, 4_096) &&
    isText(method, 16) &&
    isText(contentType, 300) &&
    isText(body, MAX_REQUEST_CHARACTERS);
  return isGood && url !== '' && method !== '' ? { url, method, contentType, body } : undefined;
}

function readAnswer(value: unknown): PageAnswer | undefined {
  if (!isRecord(value)) return undefined;
  const { status, contentType, body, firstByteMs, totalMs } = value;
  const isTimed = isDuration(firstByteMs) && isDuration(totalMs);
  const isGood = isCount(status, 599) && isText(contentType, 300) && isText(body, MAX_ANSWER_CHARACTERS);
  return isGood && isTimed ? { status, contentType, body, firstByteMs, totalMs } : undefined;
}

function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown, longest: number): value is string {
  return typeof value === 'string' && value.length <= longest;
}

function isCount(value: unknown, highest: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= highest;
}

function isDuration(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}
