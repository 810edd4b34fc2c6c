import { useState } from 'react';
import type { ExtensionState } from '../../messages';
import { connectionStrings } from '../../strings';
import { askWorker } from '../ask-worker';
import { ConfirmButton } from '../confirm-button';
import { Outcome } from '../outcome';
import { useAction } from '../use-action';

/** The daemon's port, and the end of a pairing. */
export function PairingSection({ state, refresh }: { state: ExtensionState; refresh: () => Promise<void> }) {
  const { run, isBusy, error, done } = useAction();
  const [port, setPort] = useState(String(state.port));
  const isPaired = state.connection.kind === 'paired';
  return (
    <section className="card">
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          run(async () => {
            await askWorker({ type: 'set-port', port: Number(port) });
            await refresh();
            return undefined;
          });
        }}
      >
        <label className="field">
          <span>{connectionStrings.port}</span>
          <input
            type="number"
            min={1}
            max={65_535}
            required
            value={port}
            onChange={(event) => {
              setPort(event.target.value);
            }}
          />
        </label>
        <div>
          <button type="submit" disabled={isBusy || Number(port) === state.port}>
            {connectionStrings.savePort}
          </button>
        </div>
      </form>
      {isPaired && (
        <div>
          <ConfirmButton
            label={connectionStrings.unpair}
            isDisabled={isBusy}
            onConfirm={() => {
              run(async () => {
                await askWorker({ type: 'unpair' });
                await refresh();
                return connectionStrings.unpaired;
              });
            }}
          />
        </div>
      )}
      <Outcome error={error} done={done} />
    </section>
  );
}
