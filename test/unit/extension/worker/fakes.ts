import { decode, encode } from '../../../../shared/codec.ts';
import {
  extensionMessageSchema,
  type DaemonMessage,
  type ExtensionMessage,
} from '../../../../shared/protocol.ts';
import type { Clock } from '../../../../extension/worker/clock.ts';
import type { WebSocketLike } from '../../../../extension/worker/daemon-socket.ts';
import type { PortSender } from '../../../../extension/worker/page-sender.ts';
import type { RuntimePort } from '../../../../extension/worker/runtime-port.ts';
import type { ContentScript, Permissions, Scripting } from '../../../../extension/worker/sites.ts';
import type { StorageArea } from '../../../../extension/worker/storage-area.ts';

/** Stands still until the test moves it; calls what is due on the way. */
export class FakeTimers implements Clock {
  #now = Date.UTC(2026, 10, 23, 12);
  #calls: { at: number; call: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  after(delayMs: number, call: () => void): () => void {
    const timer = { at: this.#now + delayMs, call };
    this.#calls.push(timer);
    return () => {
      this.#calls = this.#calls.filter((one) => one !== timer);
    };
  }

  advance(milliseconds: number): void {
    const until = this.#now + milliseconds;
    for (let next = this.#due(until); next; next = this.#due(until)) {
      this.#now = Math.max(this.#now, next.at);
      this.#calls = this.#calls.filter((one) => one !== next);
      next.call();
    }
    this.#now = until;
  }

  #due(until: number): { at: number; call: () => void } | undefined {
    return this.#calls.filter(({ at }) => at <= until).sort((one, other) => one.at - other.at)[0];
  }
}

export class FakeStorage implements StorageArea {
  readonly kept: Record<string, unknown> = {};

  constructor(kept: Record<string, unknown> = {}) {
    Object.assign(this.kept, structuredClone(kept));
  }

  get(key: string): Promise<Record<string, unknown>> {
    return Promise.resolve(key in this.kept ? { [key]: structuredClone(this.kept[key]) } : {});
  }

  set(items: Record<string, unknown>): Promise<void> {
    Object.assign(this.kept, structuredClone(items));
    return Promise.resolve();
  }

  remove(key: string): Promise<void> {
    // eslint-disable-next-line @typescript-eslint/no-dynamic-delete
    delete this.kept[key];
    return Promise.resolve();
  }
}

/** The daemon's end of a WebSocket. */
export class FakeSocket implements WebSocketLike {
  readyState = 0;
  readonly sent: ExtensionMessage[] = [];
  readonly url: string;
  readonly #listeners: { type: string; listener: (event: never) => void }[] = [];

  constructor(url: string) {
    this.url = url;
  }

  addEventListener(type: string, listener: (event: never) => void): void {
    this.#listeners.push({ type, listener });
  }

  send(text: string): void {
    const decoded = decode(text, extensionMessageSchema);
    if (!decoded.ok) throw new Error(decoded.error);
    this.sent.push(decoded.message);
  }

  close(): void {
    this.readyState = 3;
  }

  accept(): void {
    this.readyState = 1;
    this.#fire('open', {});
  }

  say(message: DaemonMessage): void {
    this.#fire('message', { data: encode(message) });
  }

  sayText(data: unknown): void {
    this.#fire('message', { data });
  }

  /** The other side ends it. */
  end(code = 1006): void {
    this.readyState = 3;
    this.#fire('close', { code });
  }

  types(): string[] {
    return this.sent.map(({ type }) => type);
  }

  #fire(type: string, event: unknown): void {
    for (const one of this.#listeners) if (one.type === type) one.listener(event as never);
  }
}

/** A page's end of a runtime port. */
export class FakePort implements RuntimePort {
  readonly received: { type: string; [key: string]: unknown }[] = [];
  readonly name: string;
  readonly sender: PortSender;
  isOpen = true;
  #onMessage: ((message: unknown) => void)[] = [];
  #onDisconnect: (() => void)[] = [];
  readonly onMessage = {
    addListener: (listener: (message: unknown) => void) => void this.#onMessage.push(listener),
  };
  readonly onDisconnect = { addListener: (listener: () => void) => void this.#onDisconnect.push(listener) };

  constructor(sender: PortSender, name = 'page') {
    this.sender = sender;
    this.name = name;
  }

  postMessage(message: unknown): void {
    if (!this.isOpen) throw new Error('Attempting to use a disconnected port object');
    this.received.push(message as FakePort['received'][number]);
  }

  disconnect(): void {
    this.isOpen = false;
  }

  say(message: unknown): void {
    for (const listener of this.#onMessage) listener(message);
  }

  leave(): void {
    this.isOpen = false;
    for (const listener of this.#onDisconnect) listener();
  }

  types(): string[] {
    return this.received.map(({ type }) => type);
  }
}

export class FakeScripting implements Scripting {
  registered: ContentScript[] = [];
  readonly calls: string[] = [];
  /** As Chrome before 119. */
  isOld = false;

  getRegisteredContentScripts(): Promise<{ id: string }[]> {
    return Promise.resolve(this.registered.map(({ id }) => ({ id })));
  }

  unregisterContentScripts({ ids }: { ids: string[] }): Promise<void> {
    this.calls.push(`unregister ${ids.join(', ')}`);
    this.registered = this.registered.filter(({ id }) => !ids.includes(id));
    return Promise.resolve();
  }

  registerContentScripts(scripts: ContentScript[]): Promise<void> {
    if (this.isOld && scripts.some((script) => script.matchOriginAsFallback))
      return Promise.reject(new Error("Unexpected property: 'matchOriginAsFallback'."));
    this.calls.push(`register ${scripts.map(({ id }) => id).join(', ')}`);
    const ids = this.registered.map(({ id }) => id);
    if (scripts.some(({ id }) => ids.includes(id))) return Promise.reject(new Error('Duplicate script ID'));
    this.registered.push(...scripts);
    return Promise.resolve();
  }
}

export class FakePermissions implements Permissions {
  granted: string[];

  constructor(...granted: string[]) {
    this.granted = granted;
  }

  contains({ origins }: { origins: string[] }): Promise<boolean> {
    return Promise.resolve(origins.every((origin) => this.granted.includes(origin)));
  }

  remove({ origins }: { origins: string[] }): Promise<boolean> {
    this.granted = this.granted.filter((origin) => !origins.includes(origin));
    return Promise.resolve(true);
  }
}

/** Lets everything that waits for nothing but promises come to its end, and WebCrypto's threads until it is done. */
export async function settled(isDone: () => boolean = () => true): Promise<void> {
  const until = performance.now() + 4_000;
  for (let round = 0; round < 5 || !isDone(); round += 1) {
    if (performance.now() > until) throw new Error('It did not come to that.');
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
  }
}
