/** What a request waits for: a verdict, further pieces, or the page's own answer. */
export type PendingStep = 'verdict' | 'pieces' | 'observation';

export interface Pending<Owner> {
  /** On the socket. */
  id: string;
  owner: Owner;
  /** The owner's own name for it. */
  ownId: string;
  step: PendingStep;
  /** Milliseconds since the epoch. */
  askedAt: number;
}

/** An owner with more than this under way has lost track of its requests. */
const MOST_PER_OWNER = 64;

/** The requests under way: which of the socket's ids belongs to which document (or side panel), and what it waits for. */
export class PendingRequests<Owner> {
  readonly #byId = new Map<string, Pending<Owner>>();
  readonly #newId: () => string;

  constructor(newId: () => string) {
    this.#newId = newId;
  }

  /** Undefined where the owner has too many under way, or one of that name already. */
  add(owner: Owner, ownId: string, askedAt: number): Pending<Owner> | undefined {
    const own = this.of(owner);
    if (own.length >= MOST_PER_OWNER || own.some((one) => one.ownId === ownId)) return undefined;
    const pending: Pending<Owner> = { id: this.#newId(), owner, ownId, step: 'verdict', askedAt };
    this.#byId.set(pending.id, pending);
    return pending;
  }

  get(id: string): Pending<Owner> | undefined {
    return this.#byId.get(id);
  }

  /** By the owner's own name: an owner never reaches what another asked. */
  find(owner: Owner, ownId: string): Pending<Owner> | undefined {
    return this.of(owner).find((one) => one.ownId === ownId);
  }

  of(owner: Owner): Pending<Owner>[] {
    return [...this.#byId.values()].filter((one) => one.owner === owner);
  }

  end(pending: Pending<Owner>): void {
    this.#byId.delete(pending.id);
  }

  /** Ends all, and says which they were. */
  endAll(): Pending<Owner>[] {
    const all = [...this.#byId.values()];
    this.#byId.clear();
    return all;
  }
}
