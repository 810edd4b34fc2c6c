import { WebSocket } from 'ws';
import { decode, encode } from '../../shared/codec.ts';
import { connectionProof, createKeyPair, createNonce, derivePairing } from '../../shared/pairing-proof.ts';
import {
  daemonMessageSchema,
  PROTOCOL_VERSION,
  SOCKET_PATH,
  type DaemonMessage,
  type ExtensionMessage,
  type Operation,
  type PageVerdict,
  type SiteSetting,
} from '../../shared/protocol.ts';

export const CHROME_ORIGIN = `chrome-extension://${'a'.repeat(32)}`;
export const FIREFOX_ORIGIN = 'moz-extension://0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0';

/** What an extension keeps of its pairing. */
export interface KeptPairing {
  id: string;
  token: string;
}

type TypeOf = DaemonMessage['type'];
type MessageOf<Type extends TypeOf> = Extract<DaemonMessage, { type: Type }>;

interface ClientOptions {
  port: number;
  origin?: string;
  headers?: Record<string, string>;
}

/** The extension's side of the socket, as a test speaks it. */
export class ExtensionClient {
  readonly socket: WebSocket;
  readonly host: string;
  readonly origin: string;
  readonly received: DaemonMessage[] = [];
  /** Resolves with the code of the close frame. */
  readonly closed: Promise<number>;
  #listeners = new Set<() => void>();
  #ids = 0;

  constructor({ port, origin = CHROME_ORIGIN, headers = {} }: ClientOptions) {
    this.host = `127.0.0.1:${port}`;
    this.origin = origin;
    this.socket = new WebSocket(`ws://${this.host}${SOCKET_PATH}`, { headers: { origin, ...headers } });
    this.socket.on('error', () => undefined);
    this.closed = new Promise((resolve) =>
      this.socket.once('close', (code) => {
        resolve(code);
      }),
    );
    this.socket.on('message', (data) => {
      const decoded = decode((data as Buffer).toString(), daemonMessageSchema);
      if (!decoded.ok) throw new Error(`The daemon sent what the protocol does not know: ${decoded.error}`);
      this.received.push(decoded.message);
      for (const listener of [...this.#listeners]) listener();
    });
  }

  async opened(): Promise<this> {
    if (this.socket.readyState === WebSocket.OPEN) return this;
    await new Promise((resolve, reject) => {
      this.socket.once('open', resolve);
      this.socket.once('error', reject);
    });
    return this;
  }

  send(message: ExtensionMessage): void {
    this.socket.send(encode(message));
  }

  /** The first such message, taken out of what was received; waits for it. */
  async next<Type extends TypeOf>(
    type: Type,
    fits: (message: MessageOf<Type>) => boolean = () => true,
  ): Promise<MessageOf<Type>> {
    for (;;) {
      const index = this.received.findIndex((one) => one.type === type && fits(one as MessageOf<Type>));
      if (index >= 0) return this.received.splice(index, 1)[0] as MessageOf<Type>;
      await this.#change();
    }
  }

  /** Says hello; resolves with the daemon's challenge and whether the daemon proved that it knows the pairing. */
  async hello(
    pairing?: KeptPairing,
    protocol = PROTOCOL_VERSION,
  ): Promise<{ nonce: string; isProved: boolean; daemonNonce: string }> {
    await this.opened();
    const nonce = createNonce();
    const known = pairing && { pairing: pairing.id };
    this.send({ type: 'hello', protocol, version: '0.1.0', browser: 'Test', nonce, ...known });
    const challenge = await this.next('challenge');
    const expected =
      pairing &&
      (await connectionProof('daemon', {
        ...{ token: pairing.token, extensionNonce: nonce, daemonNonce: challenge.nonce },
        ...{ origin: this.origin, host: this.host },
      }));
    return {
      nonce,
      daemonNonce: challenge.nonce,
      isProved: expected !== undefined && challenge.proof === expected,
    };
  }

  /** Connects as a paired extension. */
  async prove(pairing: KeptPairing): Promise<MessageOf<'ready'>> {
    const { nonce, daemonNonce, isProved } = await this.hello(pairing);
    if (!isProved) throw new Error('The daemon did not prove that it knows this pairing.');
    const proof = await connectionProof('extension', {
      ...{ token: pairing.token, extensionNonce: nonce, daemonNonce },
      ...{ origin: this.origin, host: this.host },
    });
    this.send({ type: 'prove', proof });
    return this.next('ready');
  }

  /** Pairs; `readCode` is the person who looks at the terminal. */
  async pair(readCode: () => Promise<string>): Promise<KeptPairing> {
    await this.hello();
    const ownKeys = await createKeyPair();
    this.send({ type: 'pair-begin', publicKey: ownKeys.publicKey, name: 'Test browser' });
    const offer = await this.next('pair-offer');
    const secrets = await derivePairing({
      ...{ ownKeys, daemonPublicKey: offer.publicKey, extensionPublicKey: ownKeys.publicKey },
      ...{ salt: offer.salt, code: await readCode(), origin: this.origin, host: this.host },
    });
    this.send({ type: 'pair-confirm', proof: secrets.confirmations.extension });
    const paired = await this.next('paired');
    if (paired.proof !== secrets.confirmations.daemon) throw new Error('The daemon does not know the code.');
    await this.next('ready');
    return { id: paired.pairing, token: secrets.token };
  }

  async enable(...sites: SiteSetting[]): Promise<MessageOf<'rules'>> {
    this.send({ type: 'sites', sites });
    return this.next('rules');
  }

  /** Sends a page's request; resolves with its id and its verdict. */
  async ask(request: Omit<PageAskOfTest, 'id'>): Promise<{ id: string; verdict: PageVerdict }> {
    const id = this.sendAsk(request);
    const { verdict } = await this.next('verdict', (message) => message.id === id);
    return { id, verdict };
  }

  sendAsk({
    site,
    url,
    body,
    document = 'document-1',
    bypass = false,
    method = 'POST',
  }: PageAskOfTest): string {
    const id = `request-${++this.#ids}`;
    const request = {
      url,
      method,
      contentType: 'application/json',
      body: typeof body === 'string' ? body : JSON.stringify(body),
    };
    this.send({ type: 'chat-request', id, site, document, bypass, request });
    return id;
  }

  /** Shows the daemon the page's own answer. */
  observe(id: string, body: unknown, { status = 200, contentType = 'application/json' } = {}): void {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    this.send({
      type: 'observed',
      id,
      answer: { status, contentType, body: text, firstByteMs: 1, totalMs: 2 },
    });
  }

  /** Asks beside the page and reads to the end. */
  async askBeside(
    site: string,
    text: string,
    fresh = false,
  ): Promise<{ text: string; verdict: PageVerdict }> {
    const id = `side-${++this.#ids}`;
    this.send({ type: 'side-question', id, site, text, fresh });
    const { verdict } = await this.next('verdict', (message) => message.id === id);
    return { text: await this.readRest(id, verdict), verdict };
  }

  /** Asks the question behind a stored answer anew and reads to the end. @throws with the daemon's sentence. */
  async askAfresh(site: string, document: string, decision: string): Promise<string> {
    const id = `fresh-${++this.#ids}`;
    this.send({ type: 'fresh-answer', id, site, document, decision });
    for (;;) {
      const failed = this.received.find((one) => one.type === 'failed' && one.id === id);
      if (failed?.type === 'failed') throw new Error(failed.message);
      const given = this.received.find((one) => one.type === 'verdict' && one.id === id);
      if (given?.type === 'verdict') return this.readRest(id, given.verdict);
      await this.#change();
    }
  }

  /** The text of a `respond` verdict with all that follows it. */
  async readRest(id: string, verdict: PageVerdict): Promise<string> {
    if (verdict.kind !== 'respond') throw new Error(`The verdict is ${verdict.kind}.`);
    if (!verdict.more) return verdict.chunks.join('');
    await this.next('end', (message) => message.id === id);
    const rest = this.received.flatMap((one) => (one.type === 'chunks' && one.id === id ? one.chunks : []));
    return [...verdict.chunks, ...rest].join('');
  }

  /** @throws with the daemon's sentence where it refuses. */
  async operate(operation: Operation): Promise<unknown> {
    const id = `operation-${++this.#ids}`;
    this.send({ type: 'operation', id, operation });
    for (;;) {
      const reply = this.received.find(
        (one) => (one.type === 'result' || one.type === 'error') && one.id === id,
      );
      if (reply?.type === 'result') return reply.value;
      if (reply?.type === 'error') throw new Error(reply.message);
      await this.#change();
    }
  }

  close(): void {
    this.socket.terminate();
  }

  #change(): Promise<void> {
    return new Promise((resolve, reject) => {
      const done = (): void => {
        this.#listeners.delete(done);
        this.socket.off('close', gone);
        resolve();
      };
      const gone = (): void => {
        this.#listeners.delete(done);
        reject(new Error('The socket was closed.'));
      };
      this.#listeners.add(done);
      if (this.socket.readyState === WebSocket.CLOSED) gone();
      else this.socket.once('close', gone);
    });
  }
}

interface PageAskOfTest {
  site: string;
  url: string;
  body: unknown;
  document?: string;
  bypass?: boolean;
  method?: string;
}

/** A site that is switched on, with all that a test does not care about. */
export function siteSetting(change: Partial<SiteSetting> & { origin: string }): SiteSetting {
  return { mode: 'answer', onMiss: 'page', models: {}, sharesWithTeam: false, ...change };
}
