import { count, duration, spokenDuration } from './amounts';

/** Every text that people read, in one place for translation, with amounts.ts. Each part keeps its own under its own name. */

const WHY = 'Why this answer?';

/** The chip beside a page's answer. */
export const chipStrings = {
  label: 'AskOnce',
  fromCache: (ageSeconds: number | undefined) =>
    ageSeconds === undefined ? 'Answered from cache' : `Answered from cache, ${duration(ageSeconds)} old`,
  why: WHY,
  against: (sentence: string) => `but: ${sentence}`,
  askModel: 'Ask the model instead',
  asked: 'Press the page’s own retry, or send again: the next answer comes from the model.',
  undo: 'Undo',
  undone: 'Taken back. The stored answer stands.',
  freshAnswer: 'Your own model answers:',
  forget: 'Forget this answer',
  forgotten: 'Forgotten. The next answer comes from the model.',
  dismiss: 'Close',
};

/** The background: its menu, and the badge's titles. */
export const backgroundStrings = {
  askSelection: 'Ask AskOnce',
  badge: {
    paused: 'AskOnce is paused',
    pair: 'AskOnce: pair this browser',
    missing: 'AskOnce: no connection to its program on this machine',
    off: 'AskOnce is off on this site',
    on: 'AskOnce is on here',
    answered: (answers: number) => `AskOnce gave ${count(answers, 'stored answer')} on this page`,
  },
};

/** What popup, options and side panel share. */
export const commonStrings = {
  product: 'AskOnce',
  modes: {
    answer: 'Answer repeated questions',
    route: 'Only choose the model',
    watch: 'Only watch and learn',
    off: 'Off',
  },
  onMiss: {
    page: 'The page asks its own model',
    rewrite: 'The page asks a model of the right size',
    daemon: 'My own models answer',
  },
  onMissNotes: {
    page: 'Safest. The request goes out as the page made it, and its answer is learnt.',
    rewrite: 'Needs the names by which the site knows its models: the options ask for them.',
    daemon: 'The site’s server may add instructions or documents that your own models do not have.',
  },
  counts: { answered: 'answered', routed: 'routed', passed: 'passed' },
  savedLabel: 'Time saved today',
  saved: (milliseconds: number) => spokenDuration(milliseconds),
  howSaved: (meanMs: number, answers: number) =>
    answers === 0
      ? 'For each stored answer: how long the site’s own answers take on average, less how long the stored one took. No own answer was seen yet, so nothing is claimed.'
      : `For each stored answer: how long the site’s own answers take on average (${spokenDuration(meanMs)} over ${count(answers, 'answer')} on your sites), less how long the stored one took. May be negative.`,
  failed: 'That did not work.',
  loading: 'Loading…',
  none: '–',
};

/** Why a stored answer was given, or not: in the options' log and in the side panel. */
export const evidenceStrings = {
  similarity: 'Similarity',
  probability: 'Probability that one answer serves both',
  agreed: 'Agreed',
  against: 'Against',
};

/** How the extension stands to the daemon. */
export const connectionStrings = {
  title: 'Connection',
  'not-running': {
    title: 'AskOnce is not running',
    text: (port: number) => `Nothing answers on port ${port} of this machine. Start it in a terminal:`,
  },
  'not-paired': {
    title: 'Not paired',
    text: () => 'AskOnce runs on this machine. Pair this browser with it once.',
  },
  pairing: {
    title: 'Type the code',
    text: () =>
      'AskOnce shows a code in the terminal where it was started; “npx askonce pairings code” shows it again.',
  },
  paired: { title: 'Connected', text: () => 'Paired with AskOnce on this machine.' },
  reconnecting: {
    title: 'Reconnecting…',
    text: () => 'The connection ended. Pages go on with their own requests meanwhile.',
  },
  'version-mismatch': {
    title: 'Versions differ',
    text: () => 'Extension and program do not understand each other. Update whichever is older.',
  },
  'not-our-daemon': {
    title: 'This is not the paired AskOnce',
    text: (port: number) =>
      `What answers on port ${port} could not prove that it is the program this browser was paired with. Nothing was sent to it. If you revoked the pairing or set AskOnce up anew, pair again.`,
  },
  startCommand: 'npm start',
  orInstalled: 'or, where it is installed:',
  installedCommand: 'npx askonce start',
  copy: 'Copy',
  copied: 'Copied',
  version: (version: string) => `Its version is ${version}.`,
  noModels: 'No models of your own: what is not stored is asked of the page’s model.',
  begin: 'Pair this browser',
  beginAgain: 'Pair again',
  code: 'Code',
  codeHint: 'Eight letters and digits, like 7K3M-Q2ZD',
  confirm: 'Confirm',
  secondsLeft: (seconds: number) => `Valid for ${Math.max(0, seconds)} s`,
  unpair: 'Unpair this browser',
  unpaired: 'Unpaired on both sides.',
  port: 'Port of AskOnce on this machine',
  savePort: 'Save port',
};

export const popupStrings = {
  thisSite: 'This site',
  noSite: 'This page is no web page that AskOnce could help on.',
  switchOn: (site: string) => `AskOnce on ${site}`,
  enable: 'Enable on this site',
  enableNote: 'The browser will ask whether AskOnce may work on this site.',
  refused: 'The browser did not grant access to this site.',
  grant: 'Grant access',
  notGranted: 'The browser does not grant access to this site any more.',
  reload: 'Reload tab',
  reloadNote: 'Reload the tab so that AskOnce is there from its first moment.',
  suspended: 'Switched off by itself here after repeated faults; the page works as without AskOnce.',
  resume: 'Try again',
  pause: 'Pause everywhere',
  paused: 'Paused everywhere. Pages ask their own models.',
  consumerTitle: (site: string) => `${site} is not supported`,
  consumerNote:
    'Its chats live on its server and are protected, so answers are not put into it. Its terms of service may forbid tools that read or change its requests: read them before you enable AskOnce here.',
  enableAnyway: 'Enable nevertheless',
  mode: 'What AskOnce does here',
  alwaysAsk: 'Always ask the model here',
  alwaysAskNote: 'Nothing is looked up and nothing is learnt.',
  onMiss: 'What is not stored',
  today: 'Today',
  todayHere: 'on this site',
  todayAll: 'on all sites',
  howComputed: 'How this is computed',
  teach: 'Teach this site',
  teachNote:
    'For a chat that AskOnce does not know: it records the page’s next request with its answer, and proposes how to read it.',
  record: 'Record the next request',
  teachWaiting: 'Recording. Ask one question on the page, wait for the whole answer, and open this again.',
  teachProposed: 'A proposal is there. Read it, correct it, and save it.',
  teachAdapter: 'Adapter (YAML)',
  teachSave: 'Save adapter',
  teachSaved: 'Saved. Reload the tab to use it.',
  cancel: 'Cancel',
  options: 'Options',
  beside: 'Ask beside this page',
};

export const optionsStrings = {
  title: 'AskOnce options',
  sites: 'Sites',
  noSites: 'No site is enabled. Open the page of a site and click AskOnce’s button in the toolbar.',
  site: 'Site',
  mode: 'Mode',
  dialects: 'Protocols seen',
  lastActivity: 'Last activity',
  errors: 'Errors',
  actions: 'Actions',
  never: 'never',
  ago: (seconds: number) => (seconds < 60 ? 'just now' : `${duration(seconds)} ago`),
  edit: 'Edit',
  editSite: (site: string) => `Edit ${site}`,
  remove: 'Remove',
  removeSite: (site: string) => `Remove ${site}`,
  removed: (site: string) => `${site} was removed, and its access given back.`,
  suspended: 'Switched off by itself after faults; save it to try again.',
  notGranted: 'No access',
  onMiss: 'What is not stored',
  models: 'Names of the site’s models by size',
  modelsNote: 'As the site’s own endpoint knows them. Needed to choose the model there.',
  modelSizes: { small: 'Small', medium: 'Medium', large: 'Large', reasoning: 'Reasoning' },
  group: 'Share group',
  groupNote: 'Sites with the same group share their answers. Empty: this site alone.',
  ttl: 'Answers live (hours)',
  ttlNote: 'Empty: as AskOnce is configured on this machine.',
  shares: 'Share what is learnt here with my team',
  sharesNote: 'Only where AskOnce on this machine is set up for a team.',
  save: 'Save',
  saved: 'Saved.',
  cancel: 'Cancel',
  transfer: 'Settings file',
  transferNote: 'Sites and policies; never the pairing.',
  export: 'Export',
  import: 'Import…',
  imported: 'Imported. Sites that the browser does not grant yet say so: enable them from their page.',
  log: 'Log',
  logNote:
    'What was intercepted, and where it went. It is kept by AskOnce on this machine. Deleting it keeps the stored answers and what you called right or wrong, so that a wrong answer does not return.',
  logSite: 'Show',
  allSites: 'All sites',
  logEmpty: 'Nothing yet.',
  logOffline: 'The log shows when AskOnce is connected.',
  refresh: 'Refresh',
  deleteLogAll: 'Delete the whole log',
  deleteLogSite: 'Delete this site’s log',
  logDeleted: 'Deleted.',
  judgedAs: { right: 'judged right', wrong: 'judged wrong' },
  forgetSite: 'Forget all answers learnt on this site',
  forgotten: 'Forgotten, with what was called right or wrong here. The log stays; it is deleted below.',
  sure: 'Click again to confirm',
  time: 'Time',
  went: 'Went',
  reason: 'Reason',
  why: 'Why?',
  whyOf: (reason: string) => `Why: ${reason}`,
  candidate: 'Nearest stored question',
  noCandidate: 'None was near, or it is stored no more.',
  about: 'About',
  aboutText:
    'AskOnce answers repeated questions from a store on this machine and sends others to a model of the right size. The extension speaks with the program on 127.0.0.1 only.',
  savedTitle: 'How time saved is computed',
  version: (version: string) => `Extension ${version}`,
};

export const sidePanelStrings = {
  title: 'Ask beside the page',
  question: 'Question',
  questionHint: 'Select text on the page and choose “Ask AskOnce”, or type here.',
  ask: 'Ask',
  stop: 'Stop',
  asking: 'Asking…',
  answer: 'Answer',
  fromCache: (ageSeconds: number | undefined) =>
    ageSeconds === undefined ? 'Stored answer' : `Stored answer, ${duration(ageSeconds)} old`,
  pinnedAnswer: 'Pinned answer',
  fromModel: (model: string) => `Fresh answer of ${model}`,
  firstFrom: (model: string) => `first given by ${model}`,
  why: WHY,
  askAfresh: 'Ask afresh',
  opinions: { right: 'Right', wrong: 'Wrong', undo: 'Undo' },
  said: {
    right: 'Noted as right.',
    wrong: 'Noted as wrong: this question does not get that answer again.',
    undo: 'Taken back.',
  },
  copy: 'Copy',
  copied: 'Copied.',
  insert: 'Insert into the page',
  inserted: 'Inserted.',
  noField: 'Click into the reply box on the page first, then insert again.',
  noAccess:
    'The browser lets AskOnce into this tab only after you called it there: use its context menu, its shortcut or its button, then insert again. The answer was copied instead.',
  edit: 'Edit',
  edited: 'Your version',
  pin: 'Save as pinned answer',
  pinned: 'Saved. This question gets your answer on this site from now on.',
  pinNote: (site: string) => `Kept for good for ${site}.`,
  noSite: 'Open the panel from a web page to save answers for its site.',
};
