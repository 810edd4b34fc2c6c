import type { DaemonMessage, ExtensionMessage, SiteRules, SiteSetting } from '../../shared/protocol';
import type { FromChip, FromPage } from '../messages';
import { ChipDesk } from './chip-desk';
import type { Clock } from './clock';
import type { Counts } from './counts';
import { PageDocument } from './page-document';
import { pageMessageSchema } from './page-message-schema';
import { identify } from './page-sender';
import { PendingRequests, type Pending } from './pending-requests';
import type { RuntimePort } from './runtime-port';
import type { SiteActivity } from './site-activity';

export interface PortHubOptions {
  extensionId: string;
  newId: () => string;
  clock: Clock;
  link: {
    readonly isReady: boolean;
    /** Whether models of the user's own can answer. */
    readonly canGenerate: boolean;
    send(message: ExtensionMessage): void;
    whenReady(withinMs: number): Promise<boolean>;
  };
  counts: Counts;
  activity: SiteActivity;
  /** The site's setting while the site is on; undefined where it is off, suspended or not granted. */
  siteThatIsOn: (origin: string) => SiteSetting | undefined;
  /** Paused everywhere: pages stay connected, and nothing is taken from them. */
  isPaused: () => boolean;
  asksModelAlways: (origin: string) => boolean;
  onRecorded: (site: string, exchange: Extract<FromPage, { type: 'recorded' }>) => void;
  /** A site was suspended after repeated faults. */
  onSuspended: (site: string) => void;
  /** Something that the badge of the tab shows has changed. */
  onTabChanged: (tabId: number) => void;
}

/** Less than the page hook waits: after it the hook sends the request itself anyway. */
const READY_WITHIN_MS = 350;

type ChatRequest = Extract<FromPage, { type: 'chat-request' }>;
type Verdict = Extract<DaemonMessage, { type: 'verdict' }>;

/**
 * The ports of the web pages. What a page says is parsed and bounded; whose it is, the browser says. An answer goes to
 * the document that asked, and to no other.
 */
export class PortHub {
  readonly #options: PortHubOptions;
  readonly #documents = new Set<PageDocument>();
  readonly #pending: PendingRequests<PageDocument>;
  readonly #chips: ChipDesk;
  #rules = new Map<string, SiteRules['rules']>();

  constructor(options: PortHubOptions) {
    this.#options = options;
    this.#pending = new PendingRequests(options.newId);
    this.#chips = new ChipDesk(options);
  }

  connect(port: RuntimePort): void {
    const { extensionId, newId, clock, siteThatIsOn, onTabChanged } = this.#options;
    const identity = identify(port.sender, extensionId, newId);
    if (!identity || !siteThatIsOn(identity.site)) {
      port.postMessage({ type: 'off' });
      port.disconnect();
      return;
    }
    const document = new PageDocument(port, identity, clock);
    this.#documents.add(document);
    port.onMessage.addListener((message) => {
      this.#receive(document, message);
    });
    port.onDisconnect.addListener(() => {
      this.#forget(document);
    });
    this.#sendRules(document);
    onTabChanged(identity.tabId);
  }

  /** The daemon's rules; they hold until others come. */
  setRules(sites: readonly SiteRules[]): void {
    this.#rules = new Map(sites.map(({ origin, rules }) => [origin, rules]));
    for (const document of this.#documents) this.#sendRules(document);
  }

  /** Sites were switched on or off: documents of those that are off stop for good. */
  settingsChanged(): void {
    for (const document of this.#documents) {
      if (this.#options.siteThatIsOn(document.identity.site)) {
        this.#sendRules(document);
        continue;
      }
      document.send({ type: 'off' });
      this.#forget(document);
    }
  }

  /** The daemon's word on a request; false where it is for nobody here. */
  take(message: DaemonMessage): boolean {
    if (!('id' in message) || message.id === undefined) return false;
    const pending = this.#pending.get(message.id);
    if (!pending) return this.#chips.take(message);
    const { owner, ownId: id } = pending;
    if (message.type === 'verdict') this.#verdict(pending, message);
    else if (message.type === 'wait') owner.send({ ...message, id });
    else if (message.type === 'chunks') owner.send({ ...message, id });
    else if (message.type === 'end')
      this.#endWith(pending, () => {
        owner.send({ type: 'end', id });
      });
    else if (message.type === 'failed')
      this.#endWith(pending, () => {
        owner.send({ ...message, id });
      });
    else if (message.type === 'error') this.#giveUp(pending);
    return true;
  }

  /** The daemon is gone: what waits for it goes on without. */
  daemonGone(): void {
    for (const pending of this.#pending.endAll()) this.#giveUp(pending);
    this.#chips.daemonGone();
  }

  /** Documents of the tab. */
  inTab(tabId: number): PageDocument[] {
    return [...this.#documents].filter(({ identity }) => identity.tabId === tabId);
  }

  tabs(): number[] {
    return [...new Set([...this.#documents].map(({ identity }) => identity.tabId))];
  }

  #receive(document: PageDocument, value: unknown): void {
    if (!this.#documents.has(document)) return;
    if (!document.mayGoOn()) {
      this.#forget(document);
      return;
    }
    const parsed = pageMessageSchema.safeParse(value);
    if (parsed.success) void this.#follow(document, parsed.data);
    else if (isChatRequest(value)) {
      this.#options.counts.passed(document.identity.site);
      document.pass(value.id);
    }
  }

  async #follow(document: PageDocument, message: FromPage | FromChip): Promise<void> {
    const { link, counts } = this.#options;
    const { site } = document.identity;
    switch (message.type) {
      case 'chat-request':
        await this.#ask(document, message);
        return;
      case 'chunks-read': {
        const pending = this.#pending.find(document, message.id);
        if (pending?.step === 'pieces') link.send({ ...message, id: pending.id });
        return;
      }
      case 'cancel': {
        const pending = this.#pending.find(document, message.id);
        if (pending)
          this.#endWith(pending, () => {
            link.send({ type: 'cancel', id: pending.id });
          });
        return;
      }
      case 'observed': {
        const pending = this.#pending.find(document, message.id);
        if (pending?.step !== 'observation') return;
        counts.ownAnswer(site, message.answer.totalMs);
        this.#endWith(pending, () => {
          link.send({ ...message, id: pending.id });
        });
        return;
      }
      case 'fault':
        if (await this.#options.activity.noteFault(site, message.what)) this.#options.onSuspended(site);
        return;
      case 'passed-early':
        counts.passed(site, message.count);
        return;
      case 'recorded':
        if (document.takeRecording()) this.#options.onRecorded(site, message);
        return;
      default:
        this.#chips.receive(document, message);
    }
  }

  async #ask(document: PageDocument, { id: ownId, request }: ChatRequest): Promise<void> {
    const { link, clock, counts, activity, siteThatIsOn, isPaused, asksModelAlways } = this.#options;
    const { site, document: id, isPrivateWindow } = document.identity;
    const askedAt = clock.now();
    activity.noteRequest(site);
    const isOn = siteThatIsOn(site) !== undefined && !isPaused() && document.mayAsk();
    // A request that waits for the daemon is known already, so that the page can take it back.
    const pending = isOn ? this.#pending.add(document, ownId, askedAt) : undefined;
    const isReady = pending !== undefined && (link.isReady || (await link.whenReady(READY_WITHIN_MS)));
    if (pending && this.#pending.get(pending.id) !== pending) return;
    if (!pending || !isReady) {
      if (pending) this.#pending.end(pending);
      counts.passed(site);
      document.pass(ownId);
      return;
    }
    link.send({
      ...{ type: 'chat-request', id: pending.id, site, document: id, request },
      bypass: isPrivateWindow || asksModelAlways(site),
    });
  }

  #verdict(pending: Pending<PageDocument>, { verdict }: Verdict): void {
    if (pending.step !== 'verdict') return;
    const { owner, ownId, askedAt } = pending;
    const { counts, clock, onTabChanged } = this.#options;
    const { site, tabId } = owner.identity;
    owner.verdict(ownId, verdict);
    if (verdict.kind === 'respond') {
      const lastPieceMs = verdict.paceMs * Math.max(0, verdict.chunks.length - 1);
      const isStored = verdict.source.cache.startsWith('hit');
      if (isStored) counts.answered(site, clock.now() - askedAt + lastPieceMs);
      else counts.routed(site);
      pending.step = 'pieces';
      if (!verdict.more) this.#pending.end(pending);
      onTabChanged(tabId);
      return;
    }
    if (verdict.kind === 'rewrite') counts.routed(site);
    else counts.passed(site);
    pending.step = 'observation';
    if (!verdict.observe) this.#pending.end(pending);
  }

  #sendRules(document: PageDocument): void {
    const rules = this.#options.isPaused() ? [] : this.#rules.get(document.identity.site);
    if (rules) document.send({ type: 'rules', rules });
  }

  #endWith(pending: Pending<PageDocument>, tell: () => void): void {
    this.#pending.end(pending);
    tell();
  }

  #giveUp(pending: Pending<PageDocument>): void {
    const { owner, ownId: id, step } = pending;
    this.#pending.end(pending);
    if (step === 'verdict') owner.pass(id);
    else if (step === 'pieces') owner.send({ type: 'failed', id, message: 'AskOnce stopped.' });
  }

  #forget(document: PageDocument): void {
    if (!this.#documents.delete(document)) return;
    for (const pending of this.#pending.of(document)) {
      this.#endWith(pending, () => {
        this.#options.link.send({ type: 'cancel', id: pending.id });
      });
    }
    this.#chips.forget(document);
    this.#options.onTabChanged(document.identity.tabId);
  }
}

/** A request that breaks a bound passes at once, instead of waiting for a verdict that will not come. */
function isChatRequest(value: unknown): value is { type: 'chat-request'; id: string } {
  if (typeof value !== 'object' || value === null) return false;
  const { type, id } = value as Record<string, unknown>;
  return type === 'chat-request' && typeof id === 'string' && id.length <= 100;
}
