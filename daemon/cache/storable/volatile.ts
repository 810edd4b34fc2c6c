import { anyOf } from './any-of.ts';
import { askingSentences } from './asking-sentences.ts';

/**
 * A question whose answer is bound to the moment: the weather, a price, a score, who holds an office now. Words of time
 * alone do not make it one: "now" is often a filler, and "today's date in Python" asks for code that works any day.
 */
export function isVolatile(question: string): boolean {
  const text = question
    .slice(0, CHARACTERS_READ)
    .replaceAll('\u2019', "'")
    .toLowerCase()
    .replace(QUOTED, ' ');
  if (CODE.test(text) || DEFINITION.test(text)) return false;
  if (ALWAYS.some((pattern) => pattern.test(text))) return true;
  return askingSentences(text).some(
    (sentence) => !PROCEDURE.test(sentence) && TIMED.some((pattern) => pattern.test(sentence)),
  );
}

const CHARACTERS_READ = 8000;

/** Words that are spoken of. */
const QUOTED = /["“][^"”]{0,200}["”]/g;

/** "What is a stock price?" asks what the words mean. */
const DEFINITION = /^what(?:'s| is) an? [a-z-]+(?: [a-z-]+)?\??$/;

/** Code that gets the date, the current folder, a price by an API: the same any day. */
const CODE = new RegExp(
  `\`\`\`|\\w\\(\\)|=>|::|\\b${anyOf(`python javascript typescript java kotlin golang rust ruby php perl bash zsh powershell sql mysql
  postgres(?:ql)? sqlite mongodb excel google_sheets spreadsheet vba regex css html react vue angular django flask laravel rails pandas
  numpy git docker kubernetes kubectl terraform ansible npm yarn pip webpack cron(?:tab)? jenkins apis? sdk endpoint function script shell
  command_line terminal cli dataframe array datetime timestamp formula macro commit repository directory localhost json yaml xml div
  journalctl systemd certbot vitest jest`)}\\b(?! (?:conference|developers? conference|summit|foundation|news))|\\bc(?:\\+\\+|#)`,
);

/** How to do a thing, and orders to set something up for some day, ask for steps. */
const PROCEDURE = new RegExp(
  `\\bhow (?:do|can|to|would|should|could|does one)\\b|\\bwhat(?:'s| is| are) the (?:[a-z]{3,8} )?(?:way|ways|steps|process|procedure)\\b|\\bwhere (?:do|can|should) (?:i|we|you)\\b|^${anyOf('(?:please_)?set schedule create write draft translate rewrite explain summari[sz]e define remind')}\\b|\\bwhat does\\b.{0,80}\\bmean\\b`,
);

const SOON = anyOf('today tonight tomorrow now week weekend morning afternoon evening outside');
const GENERAL = anyOf('form affect climate differ predicted made work mean calculated determined influence');
const MONTH = anyOf(
  `january february march april may june july august september october november december spring summer autumn fall winter`,
);

/** Topics that change by the hour or the day, however the question is put. */
const ALWAYS: readonly RegExp[] = [
  new RegExp(
    `(?<!sales )\\b(?:weather|forecast)\\b(?=.{0,60}\\b(?:${SOON}|like|for|there|here|in [a-z]+)\\b)(?! (?:app|station|models?)\\b)(?!.{0,60}\\b${GENERAL}\\b)(?!.{0,60}\\bin ${MONTH}\\b)`,
  ),
  new RegExp(`\\btemperature (?:${SOON}|right now|be tomorrow|like in)\\b`),
  new RegExp(
    `\\b(?:will|is|does) it (?:going to )?(?:be |get )?${anyOf('rain raining snow snowing sunny hot cold warm freezing')}\\b(?=.{0,40}\\b${SOON}\\b)`,
  ),
  new RegExp(
    `\\b${anyOf('stock share bitcoin btc ethereum gold silver oil crypto petrol gas diesel market')} (?:prices?|quote)\\b(?! (?:elasticity|index|indices|label)\\b)(?!.{0,60}\\b${GENERAL}\\b)|\\bprice of ${anyOf('bitcoin ethereum gold silver oil brent')}\\b`,
  ),
  new RegExp(
    `(?<!\\b(?:how|wrong|bad|poor|which) (?:[a-z]{1,20} ){0,3})\\bexchange rates?\\b(?! (?:mechanism|risk|policy|regime|fee)\\b)(?!.{0,60}\\b(?:${GENERAL}|appl(?:y|ies|ied)|policy|(?:do|did) (?:i|we|you) use)\\b)`,
  ),
  /\b(?:what(?:'s| is)|tell me) the (?:score|result) (?:of|in|between)\b|\bwho (?:won|wins|is winning) (?:[\w']{1,20} ){0,4}(?:last night|yesterday|today|this weekend|tonight|right now)\b/,
  /\bwhat time (?:is it|it is)\b|\bwhat(?:'s| is) the (?:current )?time\b(?= (?:right now|now|in )|\??$)|\bwhat day (?:is it|it is|is today|today is)\b|\bwhat(?:'s| is) the date(?: today)?\??$|\b(?:what(?:'s| is)|tell me|on) today's date\b|\bwhat date it is\b|\bwhich (?:calendar )?week is it\b/,
  /\bwho(?:'s| is| are) (?:the )?(?:current|acting|sitting|present|reigning|incumbent)\b|\bwho is (?:the )?(?:[\w']{1,20} ){1,5}(?:now|today|right now|at the moment|currently)\b/,
  /\b(?:latest|breaking|today's|current|recent) (?:[\w-]{1,20} )?(?:news|headlines|developments)\b|\bwhat(?:'s| is| are) (?:new|happening|going on|(?:the )?trending(?: topics)?) (?:today|now|right now|this week|in the world|at the moment)\b/,
  /\bis (?:the |our |your )?[\w .-]{1,40} (?:down|offline|unavailable|having (?:an outage|problems|issues)|open|closed|busy|available)(?: for everyone)? (?:right now|now|today|tonight|at the moment|currently|this (?:morning|afternoon|evening|week|weekend))\b/,
  /\b(?:traffic|queue|waiting time|wait time|delays?) (?:on|at|in|to) [\w ]{1,40}(?:right now|now|today|this morning|tonight|currently)\b|\bis there (?:currently )?(?:an outage|a disruption|maintenance)\b/,
];

/** What the current one of is asked anew each day. */
const CHANGING =
  anyOf(`prices? rates? cost fees? version release status temperature time date president prime_minister ceo cfo cto head
  leader champion population record inflation unemployment offers? promotions? discounts? deals? menu waiting_time stock availability
  lead_time delivery_time opening_hours score standings ranking projects? events? openings vacancies roadmap sprint headcount revenue
  turnover forecast government minister law situation`);

const NEWEST =
  anyOf(`version release updates? model iphone episode season figures numbers results report prices? statistics data score
  changes announcement patch firmware build offers?`);

const EVENT =
  anyOf(`events? meeting town_hall release(?:_date)? holiday election match game race webinar training maintenance sprint launch
  conference flight train bus induction`);

/** A word of time with what it makes new each day. */
const TIMED: readonly RegExp[] = [
  /\b(?:today|tonight|tomorrow|this (?:morning|afternoon|evening|week|weekend|month|quarter)|right now|at (?:the|this) moment|as of now|so far this year|next (?:week|weekend))\b(?!'s (?:world|society|youth|business|market|standards))/,
  /\bwhat (?:[\w'-]{1,20} ){0,6}?(?:changed|happened|was (?:decided|announced|released))\b.{0,80}\b(?:yesterday|last (?:night|week|month))\b/,
  /\bcurrently (?:the|available|open|in|running|valid|on|leading|have|has|used)\b|\b(?:is|are|do|does|have|has|which|what) (?:[\w'-]{1,20} ){0,4}currently\b/,
  /\b(?:open|available|closed|working|online|running|happening|valid|free) now\??$/,
  new RegExp(`\\bcurrent (?:[\\w'-]{1,20} ){0,2}?${CHANGING}\\b`),
  new RegExp(
    `\\b(?:latest|newest|most recent) (?:[\\w'.-]{1,20} ){0,3}?${NEWEST}\\b(?! (?:control|history|number))`,
  ),
  /\bnew(?:est)? (?:this|since last) (?:week|month)\b|\bholidays? (?:are there )?this year\b|\bthis year's?\b(?=.{0,40}\b(?:holidays?|party|bonus|budget|revenue|target|event|conference|deadline|dates?|winner|results?|prices?|rate)\b)/,
  new RegExp(`\\b(?:upcoming|next) (?:[\\w'-]{1,20} ){0,2}?${EVENT}\\b`),
];
