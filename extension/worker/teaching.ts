import * as z from 'zod';
import type { Operation } from '../../shared/protocol';
import type { FromPage, Teaching } from '../messages';

const proposalSchema = z.object({ adapter: z.string() });

/** "Teach this site": one recorded exchange becomes a proposal, which a person reads before it is kept. */
export class TeachingDesk {
  readonly #run: (operation: Operation) => Promise<unknown>;
  #teaching: Teaching | undefined;

  constructor(run: (operation: Operation) => Promise<unknown>) {
    this.#run = run;
  }

  get current(): Teaching | undefined {
    return this.#teaching;
  }

  begin(origin: string): void {
    this.#teaching = { origin, step: 'waiting' };
  }

  end(): void {
    this.#teaching = undefined;
  }

  async recorded(site: string, { request, answer }: Extract<FromPage, { type: 'recorded' }>): Promise<void> {
    const teaching = this.#teaching;
    if (teaching?.step !== 'waiting' || teaching.origin !== site) return;
    let outcome: Teaching;
    try {
      const value = await this.#run({ name: 'propose-adapter', site, request, answer });
      outcome = { origin: site, step: 'proposed', adapter: proposalSchema.parse(value).adapter };
    } catch (error) {
      const message = error instanceof Error ? error.message : 'AskOnce could not read the exchange.';
      outcome = { origin: site, step: 'failed', error: message };
    }
    // The person may have given up, or begun anew, meanwhile.
    if (this.#teaching === teaching) this.#teaching = outcome;
  }
}
