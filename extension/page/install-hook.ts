/** Puts the hook's parts together in one document. */
import { MAX_ANSWER_CHARACTERS } from '../../shared/page-limits';
import type { UrlRule } from '../../shared/url-rules';
import { offerPort } from '../port-handshake';
import { interceptFetch } from './fetch-interceptor';
import type { Hook } from './hook';
import * as natives from './natives';
import type { PageScope } from './natives';
import { createPageChannel } from './page-channel';
import { createPatches } from './patches';
import { RequestController } from './request-controller';
import { compileRules, type RequestMatcher } from './request-matcher';
import { createTeaching } from './teaching';
import { interceptXhr } from './xhr-interceptor';

/** Of an address as the page wrote it; the protocol's own bound leaves room for the page's. */
const MAX_URL_CHARACTERS = 3_000;
/** So many failures of ours, and the hook leaves the document. */
const MOST_FAULTS = 3;
/** So many requests are remembered until the rules come. */
const MOST_EARLY_REQUESTS = 200;

/** Patches `fetch` and XMLHttpRequest; returns the undo of everything. */
export function installHook(scope: PageScope): () => void {
  const patches = createPatches(scope);
  const rules = createRuleBook(scope);
  const readHidden = natives.getOwnPropertyDescriptor(scope.Document.prototype, 'hidden')?.get;
  const { document } = scope;
  let lastId = 0;
  let faults = 0;
  const teaching = createTeaching();

  const leave = () => {
    patches.undo();
    rules.clear();
  };
  const reportFault = (what: string) => {
    faults += 1;
    channel.send({ type: 'fault', what });
    if (faults >= MOST_FAULTS) leave();
  };
  const channel = createPageChannel({
    port: offerPort(scope, leave),
    onRules: (received) => {
      const early = rules.set(received);
      if (early > 0) channel.send({ type: 'passed-early', count: early });
    },
    onRecordNext: () => {
      teaching.start();
    },
    onOff: leave,
    onFault: reportFault,
  });
  const hook: Hook = {
    scope,
    patches,
    matches: (method, url) =>
      url.length <= MAX_URL_CHARACTERS && (rules.matches(method, url) || teaching.wants(method)),
    absoluteUrl: rules.absoluteUrl,
    ask: (request) => {
      lastId += 1;
      const id = natives.String(lastId);
      const isHidden = () => readHidden !== undefined && natives.apply(readHidden, document, []);
      const controller = new RequestController({ id, channel, isHidden });
      if (rules.matches(request.method, request.url)) controller.ask(natives.bare(request));
      else controller.pass(teaching.take(id, request));
      return controller;
    },
    sendObserved: (id, answer) => {
      if (answer.body.length > MAX_ANSWER_CHARACTERS) return;
      natives.bare(answer);
      channel.send(teaching.finish(id, answer) ?? { type: 'observed', id, answer });
    },
    reportFault,
  };
  interceptFetch(hook);
  interceptXhr(hook);
  return leave;
}

interface EarlyRequest {
  method: string;
  url: string;
  next: EarlyRequest | undefined;
}

/** The rules of this site once they are there, and what passed before that. */
function createRuleBook(scope: PageScope) {
  const readBase = natives.getOwnPropertyDescriptor(scope.Node.prototype, 'baseURI')?.get;
  const { document } = scope;
  const base = {
    readUrl: () => natives.apply(readBase as () => string, document, []),
  };
  let matcher: RequestMatcher | undefined;
  let early: EarlyRequest | undefined;
  let earlyCount = 0;
  let isOver = false;

  const remember = (method: string, url: string) => {
    if (isOver || earlyCount >= MOST_EARLY_REQUESTS) return false;
    earlyCount += 1;
    early = natives.bare<EarlyRequest>({ method, url, next: early });
    return false;
  };

  return {
    matches: (method: string, url: string) =>
      matcher === undefined ? remember(method, url) : matcher.matches(method, url),
    absoluteUrl: (url: string) => natives.hrefOf(new natives.URL(url, base.readUrl())),
    /** Returns how many earlier requests these rules would have matched. */
    set: (rules: readonly UrlRule[]) => {
      if (isOver) return 0;
      matcher = compileRules(rules, base);
      let count = 0;
      for (; early !== undefined; early = early.next) {
        if (matcher.matches(early.method, early.url)) count += 1;
      }
      return count;
    },
    clear: () => {
      isOver = true;
      matcher = undefined;
      early = undefined;
    },
  };
}
