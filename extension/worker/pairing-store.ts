import * as z from 'zod';
import type { StorageArea } from './storage-area';

const KEY = 'pairing';
const pairingSchema = z.object({
  id: z.string().min(1),
  /** The common secret, base64url. It leaves neither this storage nor the worker. */
  token: z.string().min(1),
  /** Of the daemon it was made with; it holds for no other. */
  port: z.number().int(),
});
export type Pairing = z.infer<typeof pairingSchema>;

/** The one pairing of this browser, in the browser's storage (never the synchronised one). */
export class PairingStore {
  readonly #area: StorageArea;
  #pairing: Pairing | undefined;

  constructor(area: StorageArea) {
    this.#area = area;
  }

  get current(): Pairing | undefined {
    return this.#pairing;
  }

  async load(): Promise<void> {
    const { [KEY]: stored } = await this.#area.get(KEY);
    this.#pairing = pairingSchema.safeParse(stored).data;
  }

  async save(pairing: Pairing): Promise<void> {
    this.#pairing = pairing;
    await this.#area.set({ [KEY]: pairing });
  }

  async forget(): Promise<void> {
    this.#pairing = undefined;
    await this.#area.remove(KEY);
  }
}
