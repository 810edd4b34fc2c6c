import { useState } from 'react';
import type { ExtensionState } from '../../messages';
import { popupStrings } from '../../strings';
import { askWorker } from '../ask-worker';
import { Outcome } from '../outcome';
import { useAction } from '../use-action';

interface TeachPanelProps {
  origin: string;
  tabId: number;
  state: ExtensionState;
  refresh: () => Promise<void>;
}

/** "Teach this site": records one exchange of a chat that AskOnce does not know, and proposes an adapter. */
export function TeachPanel({ origin, tabId, state, refresh }: TeachPanelProps) {
  const { run, isBusy, error, done } = useAction();
  const teaching = state.teaching?.origin === origin ? state.teaching : undefined;
  const act = (message: Parameters<typeof askWorker>[0]): void => {
    run(async () => {
      await askWorker(message);
      await refresh();
      return undefined;
    });
  };
  const end = (): void => {
    act({ type: 'end-teaching' });
  };
  const save = (adapter: string): void => {
    run(async () => {
      await askWorker({ type: 'operation', operation: { name: 'save-adapter', site: origin, adapter } });
      await askWorker({ type: 'end-teaching' });
      await refresh();
      return popupStrings.teachSaved;
    });
  };
  return (
    <details open={teaching !== undefined || done !== undefined}>
      <summary>{popupStrings.teach}</summary>
      <div className="stack" aria-live="polite">
        {!teaching && <p className="quiet">{popupStrings.teachNote}</p>}
        {teaching?.step === 'waiting' && <p>{popupStrings.teachWaiting}</p>}
        {teaching?.step === 'failed' && <p className="bad">{teaching.error}</p>}
        {teaching?.step === 'proposed' && (
          <Proposal adapter={teaching.adapter ?? ''} isBusy={isBusy} onSave={save} />
        )}
        <Outcome error={error} done={done} />
        <div className="row">
          {teaching?.step !== 'waiting' && teaching?.step !== 'proposed' && (
            <button
              type="button"
              disabled={isBusy || state.connection.kind !== 'paired'}
              onClick={() => {
                act({ type: 'record-exchange', tabId, origin });
              }}
            >
              {popupStrings.record}
            </button>
          )}
          {teaching && (
            <button type="button" onClick={end}>
              {popupStrings.cancel}
            </button>
          )}
        </div>
      </div>
    </details>
  );
}

interface ProposalProps {
  adapter: string;
  isBusy: boolean;
  onSave: (adapter: string) => void;
}

function Proposal({ adapter, isBusy, onSave }: ProposalProps) {
  const [text, setText] = useState(adapter);
  return (
    <>
      <p>{popupStrings.teachProposed}</p>
      <label className="field">
        <span>{popupStrings.teachAdapter}</span>
        <textarea
          className="yaml"
          spellCheck={false}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
          }}
        />
      </label>
      <button
        type="button"
        className="primary"
        disabled={isBusy}
        onClick={() => {
          onSave(text);
        }}
      >
        {popupStrings.teachSave}
      </button>
    </>
  );
}
