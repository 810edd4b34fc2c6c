import type { Tier } from '../chat/cache-entry.ts';

/** Chat models among the names, each with the tier that its name suggests. */
export function mapToTiers(names: readonly string[]): { name: string; tier: Tier }[] {
  return names.flatMap((name) => {
    const tier = tierOf(name);
    return tier ? [{ name, tier }] : [];
  });
}

/**
 * The tier that a model's name suggests; undefined for what is no chat model. A guess for the first configuration,
 * which the user may correct: reasoning marks decide first, then the parameter count, then words such as "mini".
 */
export function tierOf(name: string): Tier | undefined {
  const words = wordsOf(name);
  if (NOT_CHAT.test(name.toLowerCase()) || words.some((word) => NOT_CHAT_WORD.test(word))) return undefined;
  if (words.some((word) => REASONING_WORDS.has(word))) return 'reasoning';
  const billions = billionsOf(name);
  if (billions !== undefined) return billions < 5 ? 'small' : billions < 25 ? 'medium' : 'large';
  if (words.some((word) => SMALL_WORDS.has(word))) return 'small';
  return words.some((word) => LARGE_WORDS.has(word)) ? 'large' : 'medium';
}

const NOT_CHAT = /embed|rerank|whisper|transcri|text-to-|dall-e|diffusion|moderation/;
const NOT_CHAT_WORD =
  /^(bge|e5|gte|minilm|tts|stt|asr|audio|speech|voice|image|imagen|flux|sdxl|ocr|guard\d*|realtime|clip)$/;
const REASONING_WORDS = new Set('r1 o1 o3 o4 qwq thinking reasoner reasoning magistral'.split(' '));
const SMALL_WORDS = new Set(
  'mini nano micro tiny small smol smollm flash haiku lite light instant luna'.split(' '),
);
const LARGE_WORDS = new Set('large opus pro ultra max plus sol'.split(' '));

/** "grok-4-non-reasoning" says what it is not. */
function wordsOf(name: string): string[] {
  return name
    .toLowerCase()
    .replaceAll(/non?-?(thinking|reasoning)/g, '')
    .split(/[^a-z0-9]+/);
}

/** "0.5b", "8b", "8x7b", "e4b" (effective), "270m"; the largest where there are several ("30b-a3b" has 30, 3 of them active). */
const PARAMETERS = /(?<![a-z0-9.])(?:(\d+)x)?e?(\d+(?:\.\d+)?)([bm])(?![a-z0-9])/g;

function billionsOf(name: string): number | undefined {
  const counts = [...name.toLowerCase().matchAll(PARAMETERS)].map(
    ([, experts = '1', count, unit]) => (Number(experts) * Number(count)) / (unit === 'm' ? 1000 : 1),
  );
  return counts.length > 0 ? Math.max(...counts) : undefined;
}
