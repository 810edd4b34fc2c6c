import type { ExtensionState, SiteState } from '../../../extension/messages.ts';
import type { DecisionEvidence } from '../../../shared/protocol.ts';

/** A moment that all pictures show. */
export const NOW = Date.UTC(2026, 10, 23, 9, 30);
const SITE = 'https://help.example.com';

const site: SiteState = {
  setting: { origin: SITE, mode: 'answer', onMiss: 'page', models: {}, sharesWithTeam: false },
  asksModelAlways: false,
  today: { answered: 14, routed: 0, passed: 5, savedMs: 61_400 },
  isGranted: true,
  dialects: ['openai-chat'],
  lastActivityAt: NOW - 180_000,
  errors: [],
  isSuspended: false,
};
const otherSites: SiteState[] = [
  {
    ...site,
    setting: {
      ...site.setting,
      origin: 'https://ide.example.net',
      mode: 'route',
      onMiss: 'rewrite',
      models: { small: 'gpt-4o-mini', large: 'gpt-4o' },
      group: 'engineering',
    },
    dialects: ['anthropic-messages', 'openai-responses'],
    lastActivityAt: NOW - 7_200_000,
  },
  {
    ...site,
    setting: { ...site.setting, origin: 'http://portal.internal:8080', mode: 'watch' },
    dialects: [],
    lastActivityAt: undefined,
    errors: ['The answer could not be read as the page sent it.'],
    isSuspended: true,
  },
];

const paired: ExtensionState = {
  connection: { kind: 'paired', daemonVersion: '0.1.0', canGenerate: true },
  isPaused: false,
  port: 8801,
  tabs: [7],
  sites: [site],
  today: { answered: 31, routed: 8, passed: 12, savedMs: 143_000 },
  ownAnswers: { meanMs: 4_380, count: 46 },
  teaching: undefined,
};
const unused = { ...paired, sites: [], tabs: [] };

export interface Picture {
  name: string;
  page: 'popup' | 'options' | 'sidepanel';
  state: ExtensionState;
  /** Origin of the page in the active tab. */
  tabOrigin?: string;
  /** Text of a button or summary to press before the picture is taken, by accessible name. */
  press?: string;
  /** CSS selector of what comes only after that. */
  awaits?: string;
  /** Heading of the only section to show. */
  section?: string;
}

export const PICTURES: Picture[] = [
  { name: 'popup-not-running', page: 'popup', state: { ...unused, connection: { kind: 'not-running' } } },
  { name: 'popup-not-paired', page: 'popup', state: { ...unused, connection: { kind: 'not-paired' } } },
  {
    name: 'popup-pairing',
    page: 'popup',
    state: { ...unused, connection: { kind: 'pairing', expiresAt: NOW + 96_000 } },
  },
  { name: 'popup-enable', page: 'popup', state: unused },
  { name: 'popup-consumer-chat', page: 'popup', state: unused, tabOrigin: 'https://chatgpt.com' },
  { name: 'popup-reload', page: 'popup', state: { ...paired, tabs: [] } },
  { name: 'popup-paired', page: 'popup', state: paired },
  {
    name: 'popup-reconnecting',
    page: 'popup',
    state: { ...paired, connection: { kind: 'reconnecting', since: NOW } },
  },
  {
    name: 'popup-version-mismatch',
    page: 'popup',
    state: {
      ...paired,
      connection: { kind: 'version-mismatch', daemonVersion: '0.9.0', daemonProtocol: 2 },
    },
  },
  {
    name: 'popup-not-our-daemon',
    page: 'popup',
    state: { ...paired, connection: { kind: 'not-our-daemon' } },
  },
  { name: 'popup-paused', page: 'popup', state: { ...paired, isPaused: true } },
  {
    name: 'popup-teach-waiting',
    page: 'popup',
    state: { ...paired, teaching: { origin: SITE, step: 'waiting' } },
  },
  {
    name: 'popup-teach-proposed',
    page: 'popup',
    state: {
      ...paired,
      teaching: {
        origin: SITE,
        step: 'proposed',
        adapter: 'id: help-example-com\nrequest:\n  question: $.text\n',
      },
    },
  },
  { name: 'options', page: 'options', state: { ...paired, sites: [site, ...otherSites] } },
  {
    name: 'options-log',
    page: 'options',
    state: { ...paired, sites: [site] },
    press: 'Why: no stored answer fits',
    awaits: '.evidence',
    section: 'Log',
  },
  {
    name: 'options-site',
    page: 'options',
    state: { ...paired, sites: [site, ...otherSites] },
    press: 'Edit ide.example.net',
    section: 'Sites',
  },
  { name: 'side-panel', page: 'sidepanel', state: paired, press: 'Ask' },
];

export const LOG_LINES = [
  { went: 'answered', reason: 'the same question was answered before', model: 'gpt-4o-mini' },
  { went: 'passed', reason: 'no stored answer fits', model: 'gpt-4o-mini' },
  { went: 'routed', reason: 'short question, small model', model: 'gpt-4o-mini' },
].map((line, index) => ({
  ...line,
  decision: String(index),
  at: NOW - 60_000 * (index + 1),
  site: SITE,
  dialect: 'openai-chat',
}));

/** Of the line without a stored answer that fits. */
export const EVIDENCE = {
  candidate: 'How do I install the sync client 4.2 on Windows?',
  similarity: 0.9713,
  agreed: ['the same name', '3 shared words'],
  against: ['another version'],
} satisfies DecisionEvidence;

export const PANEL = {
  question: 'How do I reset my password in the portal?',
  site: SITE,
  answer:
    'Open “Account”, then “Security”, and choose “Reset password”. A link comes by mail; it holds for an hour. If no mail comes, look into the spam folder, or ask for another link.',
  /** Where the answer comes from. */
  source: {
    ageSeconds: 3 * 86_400,
    model: 'gpt-4o-mini',
    similarity: 0.9713,
    confidence: 0.982,
    agreed: ['98.2 % sure that one answer serves both', 'shared words: reset, password, portal'],
    against: ["'customer' on one side only"],
  },
};
