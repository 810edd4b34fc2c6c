/**
 * What the parts of the extension say to each other. Page hook and bridge speak over a private MessagePort, bridge and
 * worker over a runtime port named `page`, extension pages (popup, options, side panel) and worker over
 * `runtime.sendMessage`. The worker trusts nothing that comes from a page: it parses it, and takes site and frame from
 * the browser.
 */
import type {
  Operation,
  PageAnswer,
  PageRequest,
  PageVerdict,
  SiteSetting,
  Source,
} from '../shared/protocol';
import type { UrlRule } from '../shared/url-rules';

/** Page hook -> bridge -> worker. `id` is unique within the document. */
export type FromPage =
  | { type: 'chat-request'; id: string; request: PageRequest }
  | { type: 'chunks-read'; id: string; count: number }
  | { type: 'cancel'; id: string }
  | { type: 'observed'; id: string; answer: PageAnswer }
  /** A part of the hook failed and the page's own request went through; after some of them the site is switched off. */
  | { type: 'fault'; what: string }
  /** Requests that passed before the rules were there. */
  | { type: 'passed-early'; count: number }
  /** The exchange that `record-next` asked for, whole. */
  | { type: 'recorded'; request: PageRequest; answer: PageAnswer };

/** Worker -> bridge -> page hook. */
export type ToPage =
  | { type: 'rules'; rules: UrlRule[] }
  | { type: 'wait'; id: string; forMs: number }
  /** Without what is for people only. */
  | { type: 'verdict'; id: string; verdict: PageVerdict }
  | { type: 'chunks'; id: string; chunks: string[] }
  | { type: 'end'; id: string }
  | { type: 'failed'; id: string; message: string }
  /** "Teach this site": hand over the next POST with a JSON body that no rule matches, once, with its answer. */
  | { type: 'record-next' }
  /** Stop intercepting in this document, for good: the site was switched off, or the extension is gone. */
  | { type: 'off' };

/** Bridge (the chip) -> worker. */
export type FromChip =
  | { type: 'ask-model-next'; decision: string }
  /** The stored answer was right after all. */
  | { type: 'take-back'; decision: string }
  | { type: 'forget-entry'; decision: string; entry: string };

/** Worker -> bridge (the chip): an answer went into this document. */
export interface ShowChip {
  type: 'chip';
  source: Source;
  /** CSS selector of the page's elements that show answers; the newest is this one's. */
  element?: string | undefined;
}

/** Worker -> bridge (the chip): a fresh answer of the user's own models to a question whose stored answer was refused. */
export interface ChipAnswer {
  type: 'chip-answer';
  decision: string;
  /** All of it so far. */
  text: string;
  /** What went wrong, where it broke off. */
  failure?: string | undefined;
}
export type ToChip = ShowChip | ChipAnswer;

/** How the extension stands to the daemon. */
export type ConnectionState =
  | { kind: 'not-running' }
  | { kind: 'not-paired' }
  | { kind: 'pairing'; expiresAt: number }
  | { kind: 'paired'; daemonVersion: string; canGenerate: boolean }
  | { kind: 'reconnecting'; since: number }
  | { kind: 'version-mismatch'; daemonVersion: string; daemonProtocol: number }
  /** Something else answers on the port, or a daemon that does not know this pairing. */
  | { kind: 'not-our-daemon' };

/** Today's doings on one site, or on all. */
export interface DayCounts {
  answered: number;
  routed: number;
  passed: number;
  /** Sum over stored answers: what the site's own answers took here on average, less what the stored one took. */
  savedMs: number;
}

export interface SiteState {
  setting: SiteSetting;
  /** "Always ask the model here": nothing is looked up or learnt. */
  asksModelAlways: boolean;
  today: DayCounts;
  /** Whether the browser still grants access. */
  isGranted: boolean;
  dialects: string[];
  lastActivityAt: number | undefined;
  errors: string[];
  /** Switched off by itself after repeated faults. */
  isSuspended: boolean;
}

/** "Teach this site": one exchange is recorded, and the daemon proposes an adapter from it. */
export interface Teaching {
  origin: string;
  step: 'waiting' | 'proposed' | 'failed';
  /** The proposal, as text for a person to read. */
  adapter?: string;
  error?: string;
}

/** All that popup and options show. */
export interface ExtensionState {
  connection: ConnectionState;
  isPaused: boolean;
  sites: SiteState[];
  today: DayCounts;
  /** The mean time that the sites' own answers took, in milliseconds, of how many. */
  ownAnswers: { meanMs: number; count: number };
  /** Of the daemon, on this machine. */
  port: number;
  /** Ids of the tabs that it runs in; a tab that is not among them must be reloaded after its site was switched on. */
  tabs: number[];
  teaching: Teaching | undefined;
}

/** Extension pages -> worker; each is answered with its result, or with `{ error: string }`. */
export type FromExtensionPage =
  | { type: 'read-state' }
  | { type: 'begin-pairing' }
  | { type: 'enter-code'; code: string }
  | { type: 'unpair' }
  | { type: 'save-site'; setting: SiteSetting }
  | { type: 'remove-site'; origin: string }
  | { type: 'set-paused'; isPaused: boolean }
  | { type: 'set-always-ask-model'; origin: string; isOn: boolean }
  | { type: 'record-exchange'; tabId: number; origin: string }
  | { type: 'end-teaching' }
  | { type: 'set-port'; port: number }
  | { type: 'operation'; operation: Operation }
  | { type: 'export-settings' }
  | { type: 'import-settings'; text: string };

/** Side panel -> worker, over a runtime port named `side-panel`. */
export type FromSidePanel =
  | { type: 'ask'; id: string; site: string; text: string; fresh: boolean }
  | { type: 'chunks-read'; id: string; count: number }
  | { type: 'cancel'; id: string };

/** Worker -> side panel. */
export type ToSidePanel =
  | { type: 'answer'; id: string; source: Source; chunks: string[]; more: boolean }
  | { type: 'chunks'; id: string; chunks: string[] }
  | { type: 'end'; id: string }
  | { type: 'failed'; id: string; message: string };

/** What somebody selected on a page, waiting for the side panel under this key of `storage.session`. */
export const SELECTION_KEY = 'selection';
export interface Selection {
  text: string;
  /** Origin of the page that it was selected on, and its tab; empty where it was none. */
  site: string;
  tabId: number | undefined;
}
