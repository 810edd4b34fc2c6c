/** "Teach this site": the next JSON request that no rule matches is handed over with its answer, once. */
import type { PageAnswer, PageRequest } from '../../shared/protocol';
import type { FromPage } from '../messages';
import * as natives from './natives';

export interface Teaching {
  start(): void;
  /** Whether a request of this method would be taken. */
  wants(method: string): boolean;
  /** True where this is the one: its answer is to be observed. */
  take(id: string, request: PageRequest): boolean;
  /** The message for the answer to the request that was taken; undefined for any other. */
  finish(id: string, answer: PageAnswer): FromPage | undefined;
}

export function createTeaching(): Teaching {
  let isOn = false;
  let taken: { id: string; request: PageRequest } | undefined;
  return {
    start: () => {
      isOn = true;
    },
    wants: (method) => isOn && method === 'POST',
    take: (id, request) => {
      const isTaken = isOn && natives.startsWith(request.body, '{');
      if (isTaken) {
        isOn = false;
        taken = { id, request: natives.bare(request) };
      }
      return isTaken;
    },
    finish: (id, answer) =>
      taken?.id === id
        ? natives.bare<FromPage>({ type: 'recorded', request: taken.request, answer })
        : undefined,
  };
}
