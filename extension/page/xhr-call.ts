/** One XMLHttpRequest that matches a rule, from `open` to its end or the next `open`. */
import * as natives from './natives';
import { ownContentType } from './fetch-call';
import type { Hook } from './hook';
import type { AnyFunction } from './patches';
import type { Decision, RequestController } from './request-controller';
import { XhrAnswer } from './xhr-answer';
import type { XhrNatives } from './xhr-natives';

interface XhrCallOptions {
  xhr: XMLHttpRequest;
  method: string;
  /** Absolute, without fragment. */
  url: string;
  hook: Hook;
  xhrNatives: XhrNatives;
}

interface Sending {
  text: string;
  original: AnyFunction;
  parameters: unknown[];
}

export class XhrCall {
  /** As the page set it. */
  contentType: string | undefined;
  readonly #xhr: XMLHttpRequest;
  readonly #options: XhrCallOptions;
  readonly #hook: Hook;
  readonly #xhrNatives: XhrNatives;
  #controller: RequestController | undefined;
  #answer: XhrAnswer | undefined;
  #sentLength = 0;
  #isAsked = false;
  /** The page aborted or opened anew before there was a verdict. */
  #isGone = false;
  #stopTimeout: () => void = () => undefined;

  constructor(options: XhrCallOptions) {
    this.#options = options;
    this.#xhr = options.xhr;
    this.#hook = options.hook;
    this.#xhrNatives = options.xhrNatives;
  }

  /** Sent, and not handed to the browser: what the browser refuses then, we refuse. */
  get isOurs(): boolean {
    return this.#controller !== undefined || this.#answer !== undefined;
  }

  /** Takes the sending over; false where it has to pass at once. */
  ask(text: string, original: AnyFunction, parameters: unknown[]): boolean {
    const { url, method } = this.#options;
    const isDocument = this.#xhrNatives.responseType(this.#xhr) === 'document';
    if (this.#isAsked || isDocument) return false;
    this.#isAsked = true;
    try {
      const contentType = this.contentType ?? ownContentType(parameters[0]);
      this.#sentLength = text.length;
      this.#controller = this.#hook.ask({ url, method, contentType, body: text });
      this.#limitTime();
      void this.#converse(this.#controller, { text, original, parameters });
      return true;
    } catch {
      this.#controller = undefined;
      this.#hook.reportFault('xhr: asking');
      return false;
    }
  }

  /** False where the browser's own `abort` is to do it. */
  abort(): boolean {
    return this.#endWith('abort');
  }

  release(): void {
    this.#isGone = true;
    this.#stopTimeout();
    this.#controller?.abort();
    this.#answer?.release();
  }

  async #converse(controller: RequestController, sending: Sending): Promise<void> {
    const requestedAt = natives.now();
    const decision = await controller.decision;
    this.#controller = undefined;
    if (this.#isGone) {
      if (decision.kind === 'responded') decision.source.cancel();
      return;
    }
    if (decision.kind === 'responded' && (await this.#play(decision))) return;
    this.#stopTimeout();
    const isObserved = decision.kind !== 'responded' && decision.isObserved;
    if (isObserved) this.#observe(controller.id, requestedAt);
    try {
      natives.apply(sending.original, this.#xhr, this.#parametersFor(decision, sending));
    } catch {
      // The browser refuses in `send` itself; the page has left that call long ago.
      this.#createAnswer().fail('error');
    }
  }

  /** True once the page has seen anything of it: then it is the answer, however it ends. */
  async #play({ verdict, source }: Extract<Decision, { kind: 'responded' }>): Promise<boolean> {
    const answer = this.#createAnswer();
    try {
      await answer.play(verdict, source);
      this.#stopTimeout();
      return true;
    } catch {
      this.#hook.reportFault('xhr: answering');
      if (answer.isSeen) answer.fail('error');
      else answer.release();
      if (!answer.isSeen) this.#answer = undefined;
      return answer.isSeen;
    }
  }

  #parametersFor(decision: Decision, { text, parameters }: Sending): unknown[] {
    if (decision.kind !== 'rewritten') return parameters;
    if (parameters[0] === text) return [decision.body];
    return [new natives.Blob([decision.body], natives.bare({ type: ownContentType(parameters[0]) }))];
  }

  #observe(id: string, requestedAt: number): void {
    const xhr = this.#xhr;
    const xhrNatives = this.#xhrNatives;
    const once = natives.bare({ once: true });
    let firstByteMs: number | undefined;
    const sinceRequest = () => natives.now() - requestedAt;
    const onProgress = () => {
      firstByteMs = sinceRequest();
    };
    const onEnd = () => {
      try {
        const status = xhrNatives.status(xhr);
        const body = loadedText(xhr, xhrNatives);
        // 0 where it broke off or was aborted.
        if (body === undefined || status < 200 || status > 299) return;
        const contentType = xhrNatives.header(xhr, 'content-type') ?? '';
        const totalMs = sinceRequest();
        this.#hook.sendObserved(id, {
          status,
          contentType,
          body,
          firstByteMs: firstByteMs ?? totalMs,
          totalMs,
        });
      } catch {
        this.#hook.reportFault('xhr: observing');
      }
    };
    natives.listen(xhr, 'progress', onProgress, once);
    natives.listen(xhr, 'loadend', onEnd, once);
  }

  /** The browser's clock starts with its own `send`, so ours runs until then. */
  #limitTime(): void {
    const timeoutMs = this.#xhrNatives.timeout(this.#xhr);
    if (timeoutMs <= 0) return;
    this.#stopTimeout = natives.after(timeoutMs, () => {
      this.#endWith('timeout');
    });
  }

  #endWith(type: 'abort' | 'timeout'): boolean {
    if (!this.isOurs || this.#answer?.isOver === true) return false;
    this.#stopTimeout();
    const controller = this.#controller;
    if (controller !== undefined) {
      this.#isGone = true;
      this.#controller = undefined;
      controller.abort();
    }
    (this.#answer ?? this.#createAnswer()).fail(type);
    return true;
  }

  #createAnswer(): XhrAnswer {
    this.#answer = new XhrAnswer({ ...this.#options, sentLength: this.#sentLength });
    return this.#answer;
  }
}

/** Undefined for answers that are no text. */
function loadedText(xhr: XMLHttpRequest, xhrNatives: XhrNatives): string | undefined {
  const type = xhrNatives.responseType(xhr);
  if (type === '' || type === 'text') return xhrNatives.responseText(xhr);
  return type === 'json' ? natives.stringify(xhrNatives.response(xhr)) : undefined;
}
