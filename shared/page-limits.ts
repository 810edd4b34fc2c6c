/** Sizes that hold inside web pages too: apart from protocol.ts, so that the page's script carries no zod. */

/** Longest text of a page's request that is handed over, in characters; a longer one passes. */
export const MAX_REQUEST_CHARACTERS = 512 * 1024;
/** Longest answer of a page's own that is handed over for learning, in characters. */
export const MAX_ANSWER_CHARACTERS = 512 * 1024;
