/** Puts itself before `fetch`: a request that matches is asked about first, every other passes untouched. */
import * as natives from './natives';
import { type FetchCall, readFetchCall } from './fetch-call';
import { type Hook, responseTypeOf } from './hook';
import { observeResponse } from './observed-response';
import { createPacedStream } from './paced-stream';
import type { AnyFunction } from './patches';
import { type Decision, VERDICT_WITHIN_MS } from './request-controller';
import { createResponse, type ResponseFacts } from './synthetic-response';

export function interceptFetch(hook: Hook): void {
  hook.patches.replace(hook.scope, 'fetch', (original, self, parameters) => {
    let call: FetchCall | undefined;
    try {
      call = readFetchCall(self, parameters, hook);
    } catch {
      hook.reportFault('fetch: call');
    }
    return call === undefined
      ? natives.apply(original, self, parameters)
      : converse(original, self, call, hook);
  });
}

type Outcome = Decision & { id?: string };

/** The page's own request goes out at most once, and only here. */
async function converse(
  original: AnyFunction,
  self: unknown,
  call: FetchCall,
  hook: Hook,
): Promise<Response> {
  const { patches } = hook;
  const requestedAt = natives.now();
  let outcome: Outcome = natives.bare<Outcome>({ kind: 'failed', isObserved: false });
  let parameters = call.parameters;
  try {
    outcome = await decide(call, hook);
    if (outcome.kind === 'responded') {
      const response = respond(outcome, call, hook);
      if (response !== undefined) return response;
    }
    if (outcome.kind === 'rewritten') parameters = call.withBody(outcome.body);
  } catch {
    hook.reportFault('fetch: verdict');
  }

  const response = await (natives.apply(original, self, parameters) as Promise<Response>);
  if (outcome.kind === 'responded' || !outcome.isObserved) return response;
  const id = outcome.id ?? '';
  try {
    return observeResponse(response, {
      requestedAt,
      patches,
      onAnswer: (answer) => {
        hook.sendObserved(id, answer);
      },
    });
  } catch {
    hook.reportFault('fetch: observing');
    return response;
  }
}

async function decide(call: FetchCall, hook: Hook): Promise<Outcome> {
  const request = await withinDeadline(call);
  if (request === undefined) return natives.bare<Outcome>({ kind: 'failed', isObserved: false });
  const controller = hook.ask(request);
  const { signal } = call;
  const onAbort = () => {
    controller.abort();
  };
  if (signal !== undefined) {
    if (natives.isAborted(signal)) controller.abort();
    natives.listen(signal, 'abort', onAbort);
  }
  const decision = await controller.decision;
  if (signal !== undefined) natives.unlisten(signal, 'abort', onAbort);
  return natives.bare<Outcome>({ ...decision, id: controller.id });
}

/** Undefined where the body is none to ask about, cannot be read, or takes longer than a verdict may take. */
function withinDeadline(call: FetchCall): ReturnType<FetchCall['readRequest']> {
  return new natives.Promise((resolve) => {
    const stopTimer = natives.after(VERDICT_WITHIN_MS, () => {
      resolve(undefined);
    });
    void (async () => {
      try {
        resolve(await call.readRequest());
      } catch {
        // An upload that the page itself broke off, say: the browser ends that call in its own words.
        resolve(undefined);
      }
      stopTimer();
    })();
  });
}

/** Undefined where the page has aborted meanwhile: its own call then ends as an aborted one does. */
function respond(
  { verdict, source }: Extract<Decision, { kind: 'responded' }>,
  { url, signal }: FetchCall,
  hook: Hook,
): Response | undefined {
  try {
    if (signal !== undefined && natives.isAborted(signal)) {
      source.cancel();
      return undefined;
    }
    const facts = natives.bare<ResponseFacts>({ url, type: responseTypeOf(url, hook), redirected: false });
    const body = createPacedStream(source, signal, facts);
    const { status, headers } = verdict;
    const statusText = status === 200 ? 'OK' : '';
    return createResponse({ facts, body, status, statusText, headers: natives.bare(headers) }, hook.patches);
  } catch (error) {
    source.cancel();
    throw error;
  }
}
