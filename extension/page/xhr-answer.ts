/**
 * An answer of ours on an XMLHttpRequest that was opened and never sent: own properties hide the prototype's until the
 * page opens it again, and events follow the order of the specification (https://xhr.spec.whatwg.org/#the-send()-method).
 */
import type { Hook } from './hook';
import * as natives from './natives';
import type { RespondVerdict } from './page-channel';
import type { PieceSource } from './piece-source';
import type { XhrNatives } from './xhr-natives';

interface XhrAnswerOptions {
  xhr: XMLHttpRequest;
  /** Absolute, without fragment. */
  url: string;
  /** Length of what the page sent. */
  sentLength: number;
  hook: Hook;
  xhrNatives: XhrNatives;
}

export class XhrAnswer {
  readonly #xhr: XMLHttpRequest;
  readonly #xhrNatives: XhrNatives;
  readonly #sentLength: number;
  readonly #hidden: Record<string, () => unknown>;
  #readyState = 1;
  #status = 0;
  #headers: Headers | undefined;
  #text = '';
  #loaded = 0;
  /** What `response` gives; made once, so that each read gives the same object. */
  #value: { made: unknown } | undefined;
  #isOver = false;
  #source: PieceSource | undefined;

  constructor({ xhr, url, sentLength, hook, xhrNatives }: XhrAnswerOptions) {
    this.#xhr = xhr;
    this.#xhrNatives = xhrNatives;
    this.#sentLength = sentLength;
    const { patches } = hook;
    const header = patches.wrap(xhrNatives.getResponseHeader, (_original, _self, parameters) =>
      this.#header(natives.String(parameters[0])),
    );
    const allHeaders = patches.wrap(xhrNatives.getAllResponseHeaders, () => this.#allHeaders());
    this.#hidden = natives.bare({
      readyState: () => this.#readyState,
      status: () => this.#status,
      statusText: () => (this.#status === 200 ? 'OK' : ''),
      responseURL: () => (this.#headers === undefined ? '' : url),
      responseText: () => this.#responseText(),
      response: () => this.#response(),
      getResponseHeader: () => header,
      getAllResponseHeaders: () => allHeaders,
    });
    this.#eachHidden((name) => {
      const descriptor: PropertyDescriptor = { get: this.#hidden[name] as () => unknown, configurable: true };
      natives.defineProperty(xhr, name, natives.bare(descriptor));
    });
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Whether the page has been told anything. */
  get isSeen(): boolean {
    return this.#readyState > 1;
  }

  /** Resolves when the answer is whole, broke off or was ended from outside. */
  async play(verdict: RespondVerdict, source: PieceSource): Promise<void> {
    this.#source = source;
    this.#headers = new natives.Headers(natives.bare(verdict.headers));
    this.#status = verdict.status;
    this.#fire('loadstart');
    this.#tellUpload('load');
    this.#tellUpload('loadend');
    this.#enter(2);
    // Whatever the page's handlers do meanwhile: after an `abort` nothing more is told.
    while (!this.isOver) {
      const piece = await source.next();
      if (typeof piece === 'string') this.#add(piece);
      else if (piece.kind === 'broken') this.fail('error');
      else this.#complete();
    }
  }

  /** Ends as a request error: `error`, `timeout` or `abort`. */
  fail(type: 'error' | 'timeout' | 'abort'): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#source?.cancel();
    this.#status = 0;
    this.#headers = undefined;
    this.#text = '';
    this.#loaded = 0;
    this.#enter(4);
    this.#fire(type);
    this.#fire('loadend');
    if (type === 'abort') this.#readyState = 0;
  }

  /** The page opens the object anew: nothing of this answer is to be seen any more, and no event comes. */
  release(): void {
    this.#isOver = true;
    this.#source?.cancel();
    this.#eachHidden((name) => {
      natives.deleteProperty(this.#xhr, name);
    });
  }

  #add(piece: string): void {
    if (this.#isOver) return;
    this.#text += piece;
    this.#loaded += natives.encode(piece).length;
    this.#enter(3);
    // A handler may have aborted.
    if (!this.isOver) this.#fire('progress');
  }

  #complete(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#enter(4);
    this.#fire('load');
    this.#fire('loadend');
  }

  #enter(readyState: number): void {
    if (readyState < 4 && this.#isOver) return;
    this.#readyState = readyState;
    natives.dispatch(this.#xhr, this.#xhrNatives.stateChange());
  }

  #fire(type: string): void {
    natives.dispatch(this.#xhr, this.#xhrNatives.progress(type, this.#loaded, 0));
  }

  #tellUpload(type: string): void {
    const upload = this.#xhrNatives.upload(this.#xhr);
    natives.dispatch(upload, this.#xhrNatives.progress(type, this.#sentLength, this.#sentLength));
  }

  #eachHidden(callback: (name: string) => void): void {
    const names = natives.ownKeys(this.#hidden);
    for (let index = 0; index < names.length; index += 1) callback(names[index] as string);
  }

  #responseText(): string {
    const type = this.#xhrNatives.responseType(this.#xhr);
    if (type !== '' && type !== 'text') throw this.#xhrNatives.invalidState('responseText');
    return this.#text;
  }

  #response(): unknown {
    const type = this.#xhrNatives.responseType(this.#xhr);
    if (type === '' || type === 'text') return this.#text;
    if (this.#readyState !== 4 || this.#status === 0) return null;
    this.#value ??= { made: this.#make(type) };
    return this.#value.made;
  }

  #make(type: XMLHttpRequestResponseType): unknown {
    if (type === 'arraybuffer') return natives.encode(this.#text).buffer;
    if (type === 'blob') {
      return new natives.Blob([this.#text], natives.bare({ type: this.#header('content-type') ?? '' }));
    }
    try {
      return natives.parse(this.#text);
    } catch {
      // As the specification has it for a body that is no JSON.
      return null;
    }
  }

  #header(name: string): string | null {
    return this.#headers === undefined ? null : natives.headerOf(this.#headers, name);
  }

  #allHeaders(): string {
    let lines = '';
    if (this.#headers !== undefined) {
      natives.eachHeader(this.#headers, (value, name) => {
        lines += `${name}: ${value}\r\n`;
      });
    }
    return lines;
  }
}
