/**
 * Whether a text is one of the prompts that chat apps send by themselves after a turn (a title, tags, follow-ups,
 * autocompletion, a summary for later) and not a question of a person. A person who asks for such a thing only misses
 * the cache.
 */
export function isBackgroundPrompt(question: string): boolean {
  const start = question.slice(0, LONGEST_PROMPT_CHARACTERS);
  return [...BACKGROUND_PROMPTS, ...BACKGROUND_ASSISTANTS].some((pattern) => pattern.test(start));
}

/** The same of a system prompt, where only the role tells: a help desk's own prompt may well speak of titles. */
export function isBackgroundAssistant(system: string): boolean {
  return BACKGROUND_ASSISTANTS.some((pattern) => pattern.test(system.slice(0, LONGEST_PROMPT_CHARACTERS)));
}

const LONGEST_PROMPT_CHARACTERS = 4_000;

/** Open WebUI, LibreChat, NextChat, Hugging Face chat-ui, LobeChat, Cherry Studio, big-AGI and others. */
const BACKGROUND_PROMPTS: readonly RegExp[] = [
  /\b(?:generate|create|write|provide|give|suggest|extract|summari[sz]e|propose)\b[^\n]{0,160}\b(?:titles?|names?|topic|tags)\b[^\n]{0,160}\b(?:chat|conversation|discussion|dialog(?:ue)?|thread|session|messages?)\b/i,
  /\b(?:chat|conversation|discussion|dialog(?:ue)?|thread|session|messages?)\b[^\n]{0,160}\b(?:generate|create|write|provide|give|suggest|extract|summari[sz]e|as a)\b[^\n]{0,160}\b(?:titles?|names?|tags)\b/i,
  /\bgive (?:this|the) (?:chat|conversation) a (?:short )?(?:name|title)\b/i,
  /\bsummari[sz]e (?:the|our|this) (?:discussion|conversation|chat)\b[^\n]{0,120}\b(?:prompt|context)\b/i,
  /\b(?:suggest|generate|propose|create|write)\b[^\n]{0,80}\b(?:follow[- ]?up|related|next) (?:questions?|prompts?)\b/i,
  /\bgenerat\w+\b[^\n]{0,60}\bsearch quer(?:y|ies)\b/i,
];

const BACKGROUND_ASSISTANTS: readonly RegExp[] = [
  /\b(?:titling assistant|title generat(?:or|ion)|autocompletion system|conversation summari[sz]er)\b/i,
  /^\s*### Task:/m,
];
