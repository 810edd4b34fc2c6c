import type { QuestionPair, Verifier, VerifyOutcome } from '../../daemon/verifying/verifier.ts';

/** Gives every pair the logit that the test set, or says why it cannot. Records what it was asked. */
export class FakeVerifier implements Verifier {
  readonly id = 'fake-verifier';
  readonly asked: QuestionPair[] = [];
  logit = 4;
  /** Set where it is to have failed. */
  whyNot: string | undefined;

  state(): 'ready' | 'failed' {
    return this.whyNot === undefined ? 'ready' : 'failed';
  }

  fault(): string | undefined {
    return this.whyNot;
  }

  async loaded(): Promise<void> {
    // There is nothing to load.
  }

  async verify(pair: QuestionPair): Promise<VerifyOutcome> {
    this.asked.push(pair);
    return this.whyNot === undefined
      ? { kind: 'logit', logit: this.logit }
      : { kind: 'unavailable', reason: this.whyNot };
  }

  async close(): Promise<void> {
    // Nothing to close.
  }
}
