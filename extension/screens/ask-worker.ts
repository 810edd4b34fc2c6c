import type { ExtensionState, FromExtensionPage } from '../messages';
import { commonStrings } from '../strings';

/** Asks the background. @throws with its words where it could not. */
export async function askWorker(message: FromExtensionPage): Promise<Record<string, unknown>> {
  const answer: unknown = await chrome.runtime.sendMessage(message);
  if (typeof answer !== 'object' || answer === null) throw new Error(commonStrings.failed);
  if ('error' in answer)
    throw new Error(typeof answer.error === 'string' ? answer.error : commonStrings.failed);
  return answer as Record<string, unknown>;
}

export async function readState(): Promise<ExtensionState> {
  // The background is of this very build: it says what its type says.
  return (await askWorker({ type: 'read-state' })) as unknown as ExtensionState;
}
