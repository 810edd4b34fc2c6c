import type { DecisionView } from '../server/own-api.ts';
import { CommandError } from './command-error.ts';
import type { DaemonClient } from './daemon-client.ts';

/** The most that the daemon hands out at once; the beginning of an id is looked for in these. */
export const MOST_DECISIONS = 1_000;

/** The decision with this id or, where none has it, the only one whose id begins so. @throws CommandError */
export async function findDecision(daemon: DaemonClient, id: string): Promise<DecisionView> {
  const exact = await daemon.decision(id);
  if (exact) return exact;
  const beginning = id.toLowerCase();
  const found = (await daemon.decisions(MOST_DECISIONS)).filter((one) => one.id.startsWith(beginning));
  const [first] = found;
  if (!first) throw new CommandError(`No decision has the id ${id} (any more). See: askonce decisions`);
  if (found.length > 1) throw new CommandError(`Several ids begin with ${id}. Give more of it.`);
  return (await daemon.decision(first.id)) ?? first;
}
