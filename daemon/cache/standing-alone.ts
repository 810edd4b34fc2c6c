import type { ChatMessage } from '../chat/chat-request.ts';
import { textOf } from '../chat/chat-request.ts';
import { isStopWord } from './contradictions/words/stop-words.ts';
import { speaksOfKnownThing } from './known-things.ts';

/**
 * Whether a later message of a conversation asks the same to somebody who has read nothing before it, so that an answer
 * that was given without a history may serve (issue: a later question that stands on its own). A question leans on its
 * history unless everything about it speaks for the contrary.
 */
export function standsAlone(question: string, history: readonly ChatMessage[]): boolean {
  const text = question.toLowerCase().replace(/[’`]/g, "'").trim();
  return (
    isWholeQuestion(text) &&
    saysEnough(question, text) &&
    !pointsBack(text) &&
    !speaksOfKnownThing(text) &&
    !history.some((message) => setsTheScene(message))
  );
}

/** A subject and what is asked of it: so much takes some words. */
const FEWEST_WORDS = 5;
/** Longer messages tell a story, in which something may point anywhere. */
const MOST_WORDS = 40;
/** What a question begins with that somebody asks who has just come in. */
const OPENINGS =
  /^(?:(?:hi|hello|hey|please|thanks|thank you|ok|okay)[,.! ]+)*(?:how (?:do|does|can|could|should|would|is|are|long|many|much|often|far|old|to)|what (?:is|are|was|were|does|do|did|causes|happens|kind|year|time)|what's|who (?:is|was|were|are|invented|wrote|discovered|won|painted)|when (?:is|was|were|did|does|do|are)|where (?:is|are|was|were|do|does|can|did)|why (?:is|are|was|were|do|does|did)|is there|are there|can (?:i|you explain|you tell me|a|an|the)|could you (?:explain|tell me)|does|do|is|are|explain|define|describe|list)\b/;

function isWholeQuestion(text: string): boolean {
  const words = text.split(/\s+/).length;
  return words >= FEWEST_WORDS && words <= MOST_WORDS && OPENINGS.test(text) && !ANSWERS_BACK.test(text);
}

/**
 * "How do I expose a port?", "Do I need a form?": nothing in them points back, and yet they are about what was talked of.
 * A question that says little leans, unless it names a thing ("Australia", "the invoice for an order") or is about the asker's own.
 */
function saysEnough(question: string, text: string): boolean {
  const asked = text.match(/[\p{L}\p{M}\p{N}'#+]+/gu) ?? [];
  const telling = asked.filter((word) => !isStopWord(word) && !MEASURES.has(word)).length;
  const isAnchored =
    /\b(?:my|our)\b|\bthe [\w-]+ (?:of|for|between) \w/.test(text) ||
    /[\p{L}\p{N}],? (?:\p{Lu}|\p{N})/u.test(question.replace(/\bI\b/g, ''));
  if (isAnchored) return telling >= 2;
  return telling >= (YES_OR_NO.test(text) ? 4 : 3);
}

/** "How long", "how often": they ask, and say nothing of what about. */
const MEASURES = new Set(['long', 'often', 'far', 'old']);
/** Rather asked about an answer than out of the blue. */
const YES_OR_NO = /^(?:is|are|was|were|does|do|did|should|will)\b/;

/** What reacts to an answer instead of asking for one, wherever it stands. */
const ANSWERS_BACK =
  /^(?:and|but|so|or|also|then|yes|yeah|yep|no|nope|why not|what about|how about|what if|what else|how come|wait|hmm|great|perfect|right|sure|exactly|same|again)\b/;

/** "It" and "that" that point at nothing: "is it legal to", "how long does it take to", "a file that is larger than". */
const POINTS_NOWHERE =
  /\b(?:is|was) it (?:possible|safe|legal|illegal|better|ok|okay|necessary|allowed|normal|bad|good|worth|important|rude|healthy)\b|\b(?:does|did|will|would) it (?:take|cost) to\b|\bdoes it take\b|\b(?:an?|the|all|any|some) (?:[\w-]+ ){1,2}that (?:is|are|was|were|has|have|can|does|do)\b/g;

/** Words whose meaning lies elsewhere. */
const POINTERS = [
  /\b(?:it|this|that|these|those|them|they|their|theirs|he|him|his|she|her|hers|its|itself|themselves)\b/,
  /\b(?:one|ones)\b(?! (?:of|another|person|day|year|week|month|hour|thing|or|hundred|thousand)\b)/,
  /\b(?:above|previous|previously|former|latter|earlier|preceding|aforementioned|same|other|others|another|such|each|both|either|neither)\b/,
  /\b(?:as (?:you|i) said|you (?:said|mentioned|wrote|gave|suggested|told|just)|i (?:said|mentioned|told|just))\b/,
  /\b(?:instead|again|else|otherwise|in more detail)\b|\b(?:as well|too|any ?more|further|more examples?)\b(?=[?.!]*$)/,
  /\bthe (?:first|second|third|fourth|last|next) (?:one|answer|example|code|message|question|point|option|step|part|version|method|approach|way|solution|line)\b/,
  /\bthe (?:code|function|script|query|error|answer|example|list|table|text|e?mail|letter|essay|paragraph|sentence|result|output|solution|step|file|bug|problem|issue|difference|class|method|command|tests?|image|question|rest)\b(?! (?:of|between|in|for|to|with|from)\b)/,
  /\b(?:shorter|longer|simpler|better|worse|faster|slower|clearer|easier|cheaper|safer|bigger|smaller|higher|lower|newer|older|quicker|more formal|less formal)\b(?! than\b)/,
  /\bthe (?:first|second|third|fourth|last)\b(?= (?:an?|the|is|was|also|not)\b|[?.!]*$)/,
  /(?<!\b(?:is|are|was|were) )\bthere\b(?! (?:is|are|was|were)\b)/,
  /\bthe (?:limit|deadline|flag|option|command|syntax|equivalent|alternative|default|exception|fee|price|cost|penalty|catch|downside|rule)s?\b (?:for|to)\b/,
  /\b(?:me|us)[?.!]*$/,
];

function pointsBack(text: string): boolean {
  const telling = text.replace(POINTS_NOWHERE, ' ');
  return POINTERS.some((pointer) => pointer.test(telling));
}

/** Earlier words that go on to hold: instructions, what the user is or uses, files, anything that is not plain text. */
const SCENE =
  /\b(?:from now on|always|never|act as|you are|you're|pretend|imagine|role|answer (?:in|as|with|only)|respond|reply (?:in|with|only)|speak|write in|translate|in (?:german|french|spanish|italian|english)|i am|i'm|i have|i've|i use|i work|we use|we are|we have|our|my|assume|suppose|given|let's|here is|here's|the following|attached|context)\b|```/;

function setsTheScene({ role, content }: ChatMessage): boolean {
  if (role === 'assistant') return textOf(content) === undefined;
  const text = role === 'user' ? textOf(content) : undefined;
  return text === undefined || SCENE.test(text.toLowerCase());
}
