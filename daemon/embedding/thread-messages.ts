import type { EmbedOutcome } from './embedder.ts';
import type { ModelDescription } from './model-description.ts';

/** What the embedder says to its thread. Ids are the embedder's own. */
export interface ToThread {
  id: number;
  text: string;
}

/** What the thread says back: once whether the model loaded, then one outcome for each text. */
export type FromThread =
  | { kind: 'ready'; loadMs: number }
  | { kind: 'failed'; message: string }
  | { kind: 'outcome'; id: number; outcome: EmbedOutcome };

/** What the thread is started with. */
export interface ThreadStart {
  modelFolder: string;
  description: ModelDescription;
}
