import type { Tier } from '../chat/cache-entry.ts';

/** How a practice model behaves: made-up text at a realistic pace. They show the path, not intelligence. */
export interface PracticeModel {
  name: string;
  tier: Tier;
  /** Milliseconds until the first word, and between two words. */
  firstWordMs: number;
  wordMs: number;
}

/** Paces like those of a hosted 3B, 30B and 400B model and of one that reasons for a moment; no saving is ever claimed from them. */
export const PRACTICE_MODELS: readonly PracticeModel[] = [
  { name: 'practice-small', tier: 'small', firstWordMs: 150, wordMs: 6 },
  { name: 'practice-medium', tier: 'medium', firstWordMs: 350, wordMs: 12 },
  { name: 'practice-large', tier: 'large', firstWordMs: 800, wordMs: 20 },
  { name: 'practice-reasoning', tier: 'reasoning', firstWordMs: 1_500, wordMs: 20 },
];

/** The text of a practice answer: says what it is, and repeats the question so that answers can be told apart. */
export function practiceAnswer(model: PracticeModel, question: string): string {
  const asked = question.length > 160 ? `${question.slice(0, 160)}...` : question;
  return [
    `[Simulated answer of ${model.name}: no model is configured.]`,
    `You asked: "${asked}"`,
    'A real model would answer here. Configure one in config.yaml (askonce config path shows where),',
    'or start Ollama, LM Studio, vLLM or llama.cpp on this machine and start AskOnce again.',
  ].join(' ');
}
