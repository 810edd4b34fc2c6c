/**
 * Whether a lower-cased question speaks of "the variable", "the shell", "the time complexity" as of something known,
 * where nothing in it says which: then only the conversation does. "The capital of France" and "the sky" are known to all.
 */
export function speaksOfKnownThing(text: string): boolean {
  if (ASKS_FOR_ORIGIN.test(text)) return false;
  return PLACES.some((place) => {
    const thing = place.exec(text)?.groups?.thing;
    return thing !== undefined && !KNOWN_TO_ALL.test(thing);
  });
}

/** "Who invented the telephone?": a kind, not a thing. */
const ASKS_FOR_ORIGIN =
  /^(?:who|when|where|why) (?:was |were |did )?.{0,40}\b(?:invented?|discover(?:ed)?|wr(?:ote|itten)|paint(?:ed)?|composed?|built|founded|begin|began|start(?:ed)?|end(?:ed)?|f[ae]ll|introduced)\b/;

const ONE_OR_TWO_WORDS = "(?<thing>[\\w'-]+(?: [\\w'-]+)?)";
const VERB =
  '(?:is|are|was|were|do|does|did|can|could|should|will|would|must|has|have|not|crack|work|matter|run|mean|fail|cost|take|come|go|need|look|say|change|stop|start|break|happen)s?';

/** Right after the opening, where nothing follows but a verb; and at the end, where it is what is done something to. */
const PLACES = [
  new RegExp(
    `^(?:what|who|when|where|why|how|which)(?:'s| (?:is|are|was|were|does|do|did|can|should))(?: [a-z]+)? the ${ONE_OR_TWO_WORDS}[?.!]*$`,
  ),
  new RegExp(
    `^(?:(?:what|who|when|where|why|how) )?(?:is|are|was|were|does|do|did|can|could|should|will) the (?<thing>[\\w'-]+)(?: ${VERB}\\b| [\\w'-]+[?.!]*$)`,
  ),
  new RegExp(
    `(?<!\\b(?:on|in|at|by|under|over|without|around|through|into|of|for|to) )\\bthe ${ONE_OR_TWO_WORDS}[?.!]*$`,
  ),
  new RegExp(`\\bof the (?<thing>[\\w'-]+)(?: ${VERB}\\b)`),
];

const KNOWN_TO_ALL =
  /^(?:sun|moon|sky|earth|world|universe|sea|ocean|internet|web|cloud|office|company|firm|government|state|law|police|media|stock market|market|economy|bible|pope|eu|un|us|usa|uk|united \w+|netherlands|roman \w+|[\w-]*est|\w+ (?:war|revolution|sea|ocean|river|age|ages|century)|titanic|eiffel tower|human \w+|big bang|main \w+)\b/;
