import type { DaemonError } from '../lib/errors.ts';

/** An error as Ollama's clients read it, as a reply and as the last line of a stream. */
export interface OllamaError {
  error: string;
}

export function ollamaError({ message }: DaemonError): OllamaError {
  return { error: message };
}
