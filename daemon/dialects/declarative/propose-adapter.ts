import { stringify } from 'yaml';
import type { PageAnswer, PageRequest } from '../../../shared/protocol.ts';
import { TEXT_PLACE, type AdapterText } from './adapter-schema.ts';
import { withValue } from './json-places.ts';
import { eventTexts, lineTexts } from '../read-events.ts';
import { parseJson } from '../../lib/parse-json.ts';

/** A text somewhere in JSON, with its JSONPath. */
interface Place {
  path: string;
  text: string;
}

type Template = NonNullable<NonNullable<AdapterText['answer']['json']>['template']>;

/** Fields that, by their names, change with each request and mean nothing. */
const PASSING =
  /(^|_|\.)(id|uuid|nonce|timestamp|time|date|created|request_?id|message_?id|trace_?id|client_?id)$/i;
const SESSION = /(session|conversation|thread|chat)_?id$/i;
/** Fields that say what an event is, not what it says. */
const KIND = /(type|event|status|kind|role|model|id)$/i;
const QUESTION = /(message|question|prompt|input|query|text|content|utterance)/i;

/**
 * A first adapter from one recorded exchange: the longest text in the request is taken for the question (a telling name
 * counts more), the longest in the answer for the answer. Undefined where one of them is not found. A person reads and
 * corrects it before it is used.
 */
export function proposeAdapter(site: string, request: PageRequest, answer: PageAnswer): string | undefined {
  const body = parseJson(request.body);
  const asked = textsIn(body);
  const question = best(asked, (place) => (QUESTION.test(place.path) ? 2 : 1) * place.text.length);
  const form = answerForm(answer);
  if (!question || !form) return undefined;
  const url = new URL(request.url);
  const adapter: AdapterText = {
    id: nameFor(site),
    request: {
      method: request.method.toUpperCase(),
      host: url.host,
      path: url.pathname,
      question: question.path,
      ...sessionOf(asked),
      ignore: asked.filter(isPassing).map(({ path }) => path),
      stream: form.stream !== undefined,
    },
    answer: form,
  };
  return `${HEADING}${stringify(adapter)}`;
}

const HEADING = `# Proposed from one exchange. Check it before you save it: is this the question, is this the answer?
# Is the chat's history in the request ("messages"), or on the server ("session")? What is it that never matters ("ignore")?
# Add answer.element, a CSS selector of the page's answers, and the chip stands beneath them.
`;

function answerForm({ body }: PageAnswer): AdapterText['answer'] | undefined {
  const whole = parseJson(body);
  if (whole !== undefined) {
    const text = longest(textsIn(whole));
    if (!text) return undefined;
    return { json: { text: text.path, template: withValue(whole, text.path, TEXT_PLACE) as Template } };
  }
  const lines = lineTexts(body);
  const isLines = lines.every((line) => parseJson(line) !== undefined);
  return streamForm(isLines ? 'ndjson' : 'sse', isLines ? lines : eventTexts(body));
}

/** The path under which the events together say the most; the last event, without it, is the end. */
function streamForm(format: 'sse' | 'ndjson', events: readonly string[]): AdapterText['answer'] | undefined {
  const parsed = events.map((data) => ({ data, event: parseJson(data) }));
  const lengths = new Map<string, number>();
  for (const { event } of parsed) {
    for (const { path, text } of textsIn(event)) {
      if (!KIND.test(path)) lengths.set(path, (lengths.get(path) ?? 0) + text.length);
    }
  }
  const text = [...lengths].sort(([, a], [, b]) => b - a)[0]?.[0];
  const last = parsed.at(-1);
  if (text === undefined || !last) return undefined;
  const speaks = parsed.map(({ event }) => textsIn(event).some(({ path }) => path === text));
  const first = speaks.indexOf(true);
  const end = speaks.lastIndexOf(true) + 1;
  const piece = parsed[first]?.event;
  const mark = endMark(last);
  if (end >= parsed.length || !mark) return undefined;
  return {
    stream: {
      ...{ format, text, end: mark },
      template: {
        begin: parsed.slice(0, first).map(asTemplate),
        piece: withValue(piece, text, TEXT_PLACE) as Template,
        end: parsed.slice(end).map(asTemplate),
      },
    },
  };
}

function endMark({
  data,
  event,
}: {
  data: string;
  event: unknown;
}): { data: string } | { path: string; equals: string } | undefined {
  if (event === undefined) return { data };
  const [kind] = textsIn(event).filter(({ path }) => KIND.test(path));
  return kind && { path: kind.path, equals: kind.text };
}

function asTemplate({ data, event }: { data: string; event: unknown }): Template {
  return (event ?? data) as Template;
}

function sessionOf(asked: readonly Place[]): { session?: string } {
  const session = asked.find(({ path }) => SESSION.test(path));
  return session ? { session: session.path } : {};
}

function isPassing({ path }: Place): boolean {
  return PASSING.test(path) && !SESSION.test(path);
}

function textsIn(tree: unknown, path = '$'): Place[] {
  if (typeof tree === 'string') return [{ path, text: tree }];
  if (typeof tree !== 'object' || tree === null) return [];
  return Object.entries(tree).flatMap(([key, value]) =>
    textsIn(value, Array.isArray(tree) ? `${path}[${key}]` : path + step(key)),
  );
}

function step(key: string): string {
  return /^[A-Za-z_]\w*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
}

function longest(places: readonly Place[]): Place | undefined {
  return best(places, ({ text }) => text.length);
}

function best(places: readonly Place[], worth: (place: Place) => number): Place | undefined {
  return places.reduce<Place | undefined>(
    (found, place) => (found && worth(found) >= worth(place) ? found : place),
    undefined,
  );
}

function nameFor(site: string): string {
  const host = URL.canParse(site) ? new URL(site).hostname : site;
  return (
    host
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 60) || 'portal'
  );
}
