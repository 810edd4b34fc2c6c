import type { ExtensionMessage, SiteRules, SiteSetting } from '../../../shared/protocol.ts';
import type { DecisionLog } from '../../decisions/decision-log.ts';
import type { Clock } from '../../lib/clock.ts';
import { asDaemonError, type DaemonError } from '../../lib/errors.ts';
import { answerAfresh, answerBeside } from './answer-beside.ts';
import type { Peer, Session } from './connection.ts';
import { Delivery } from './delivery.ts';
import { learnObserved } from './learn-observed.ts';
import { runOperation, type OperationParts } from './operations.ts';
import { answerPage, type PageContext, type PageDeskParts } from './page-desk.ts';
import type { PageMemory } from './page-memory.ts';
import { RememberedAsks } from './remembered-asks.ts';

export interface SessionParts extends PageDeskParts, OperationParts {
  decisions: DecisionLog;
  clock: Clock;
  /** Makes a pairing worthless and ends its connections. */
  unpair: (pairing: string) => void;
  /** Outlives the connection: a browser ends its extension's background whenever it likes. */
  memoryOf: (pairing: string) => PageMemory;
  /** Told of every fault of our own. */
  onError: (error: DaemonError) => void;
}

type MessageOf<Type extends ExtensionMessage['type']> = Extract<ExtensionMessage, { type: Type }>;

/** Requests of one browser under way at once; further ones pass. */
const MOST_UNDER_WAY = 64;

/** What a paired extension asks, from the proof to the end of the connection. */
export class PairedSession implements Session {
  readonly #parts: SessionParts;
  readonly #peer: Peer;
  readonly #context: PageContext;
  readonly #underWay = new Map<string, Delivery>();
  #sites = new Map<string, SiteSetting>();

  constructor(parts: SessionParts, peer: Peer) {
    const { id, user } = peer.pairing;
    this.#parts = parts;
    this.#peer = peer;
    this.#context = { user, memory: parts.memoryOf(id), remembered: new RememberedAsks(parts.clock) };
    void peer.send({ type: 'ready', canGenerate: parts.canGenerate });
  }

  receive(message: ExtensionMessage): void {
    switch (message.type) {
      case 'ping':
        void this.#peer.send({ type: 'pong' });
        break;
      case 'sites':
        this.#takeSites(message.sites);
        break;
      case 'chat-request':
        this.#answerPage(message);
        break;
      case 'side-question':
        this.#answerBeside(message);
        break;
      case 'fresh-answer':
        this.#answerAfresh(message);
        break;
      case 'chunks-read':
        this.#underWay.get(message.id)?.chunksRead(message.count);
        break;
      case 'cancel':
        this.#underWay.get(message.id)?.cancel();
        break;
      case 'observed':
        this.#learn(message);
        break;
      case 'operation':
        void this.#operate(message);
        break;
      case 'hello':
      case 'prove':
      case 'pair-begin':
      case 'pair-confirm':
        this.#refuse(undefined, 'invalid_request', `"${message.type}" comes out of turn.`);
    }
  }

  close(): void {
    for (const delivery of this.#underWay.values()) delivery.cancel();
  }

  #takeSites(sites: SiteSetting[]): void {
    this.#sites = new Map(sites.map((setting) => [setting.origin, setting]));
    this.#sendRules();
  }

  #sendRules(): void {
    const rules = this.#parts
      .dialects()
      .flatMap((dialect) =>
        dialect.rules.map(({ method, host, path }) => ({ method, path, ...(host && { host }) })),
      );
    const enabled = [...this.#sites.values()].filter(({ mode }) => mode !== 'off');
    const sites: SiteRules[] = enabled.map(({ origin }) => ({ origin, rules: rules.slice(0, MOST_RULES) }));
    void this.#peer.send({ type: 'rules', sites });
  }

  #answerPage(message: MessageOf<'chat-request'>): void {
    const setting = this.#sites.get(message.site);
    const reason = whyLeftAlone(message, setting, this.#underWay.size);
    if (!setting || reason !== undefined) {
      const verdict = { kind: 'pass' as const, observe: false, reason: reason ?? '' };
      void this.#peer.send({ type: 'verdict', id: message.id, verdict });
      return;
    }
    this.#deliver(message.id, (delivery) =>
      answerPage(this.#parts, this.#context, { message, setting, delivery }).catch((thrown: unknown) => {
        this.#report(thrown);
        // Whatever is wrong here, the page's own request goes on.
        delivery.pass('Something went wrong inside AskOnce.', false);
      }),
    );
  }

  #answerBeside({ id, site, text, fresh }: MessageOf<'side-question'>): void {
    const question = { text, fresh, user: this.#context.user, setting: this.#settingOf(site) };
    this.#answerPerson(id, (delivery) => answerBeside(this.#parts, question, delivery));
  }

  #answerAfresh({ id, site, document, decision }: MessageOf<'fresh-answer'>): void {
    const { memory, user } = this.#context;
    const request = memory.requestBehind(document, decision);
    if (!request) {
      void this.#peer.send({ type: 'failed', id, message: 'This page was not given that answer.' });
      return;
    }
    const question = { request, user, setting: this.#settingOf(site) };
    this.#answerPerson(id, (delivery) => answerAfresh(this.#parts, question, delivery));
  }

  /** A person waits: what goes wrong is said. */
  #answerPerson(id: string, answer: (delivery: Delivery) => Promise<void>): void {
    if (this.#underWay.size >= MOST_UNDER_WAY) {
      void this.#peer.send({ type: 'failed', id, message: TOO_MANY });
      return;
    }
    this.#deliver(id, (delivery) =>
      answer(delivery).catch((thrown: unknown) => {
        this.#report(thrown);
        delivery.fail(asDaemonError(thrown).message);
      }),
    );
  }

  #deliver(id: string, work: (delivery: Delivery) => Promise<void>): void {
    if (this.#underWay.has(id)) {
      this.#refuse(id, 'invalid_request', 'This id is in use.');
      return;
    }
    const delivery = new Delivery(id, (message) => this.#peer.send(message));
    this.#underWay.set(id, delivery);
    void work(delivery).finally(() => this.#underWay.delete(id));
  }

  #learn(message: MessageOf<'observed'>): void {
    learnObserved(this.#parts, this.#context, message).catch((thrown: unknown) => {
      this.#report(thrown);
    });
  }

  async #operate({ id, operation }: MessageOf<'operation'>): Promise<void> {
    const { pairing } = this.#peer;
    const callerAt = (site: string): ReturnType<PageDeskParts['callerOf']> =>
      this.#parts.callerOf(this.#settingOf(site), pairing.user);
    try {
      const context = { ...this.#context, callerAt };
      const value = await runOperation(this.#parts, context, operation);
      await this.#peer.send({ type: 'result', id, value });
      if (operation.name === 'unpair') this.#parts.unpair(pairing.id);
      if (operation.name === 'save-adapter') this.#sendRules();
    } catch (thrown) {
      this.#report(thrown);
      const { code, message } = asDaemonError(thrown);
      this.#refuse(id, code, message);
    }
  }

  /** A person may ask beside any page, also where its own requests are left alone. */
  #settingOf(origin: string): Pick<SiteSetting, 'origin' | 'group' | 'sharesWithTeam' | 'ttlSeconds'> {
    return this.#sites.get(origin) ?? { origin, sharesWithTeam: false };
  }

  #refuse(id: string | undefined, code: string, message: string): void {
    void this.#peer.send({ type: 'error', ...(id !== undefined && { id }), code, message });
  }

  #report(thrown: unknown): void {
    const error = asDaemonError(thrown);
    if (error.code === 'internal_error') this.#parts.onError(error);
  }
}

const TOO_MANY = 'Too many questions are on their way at once.';
/** As many as a message may hold for one site. */
const MOST_RULES = 100;

/** Why a request is not even read; a private window leaves no trace, not in the log either. */
function whyLeftAlone(
  { bypass }: MessageOf<'chat-request'>,
  setting: SiteSetting | undefined,
  underWay: number,
): string | undefined {
  if (!setting || setting.mode === 'off') return 'This site is not switched on.';
  if (bypass) return 'The model is always asked here.';
  return underWay >= MOST_UNDER_WAY ? TOO_MANY : undefined;
}
