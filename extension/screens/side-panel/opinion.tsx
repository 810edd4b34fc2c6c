import { useState } from 'react';
import { sidePanelStrings } from '../../strings';
import { askWorker } from '../ask-worker';
import { Outcome } from '../outcome';
import { useAction } from '../use-action';

/** Says of a stored answer whether it was right; what was said can be taken back. */
export function Opinion({ decision }: { decision: string }) {
  const [said, setSaid] = useState<'right' | 'wrong'>();
  const { run, isBusy, error, done } = useAction();
  const say = (verdict: 'right' | 'wrong' | 'undo'): void => {
    run(async () => {
      await askWorker({ type: 'operation', operation: { name: 'judge', decision, verdict } });
      setSaid(verdict === 'undo' ? undefined : verdict);
      return sidePanelStrings.said[verdict];
    });
  };
  return (
    <div className="stack">
      <div className="row">
        {(said ? (['undo'] as const) : (['right', 'wrong'] as const)).map((verdict) => (
          <button
            key={verdict}
            type="button"
            disabled={isBusy}
            onClick={() => {
              say(verdict);
            }}
          >
            {sidePanelStrings.opinions[verdict]}
          </button>
        ))}
      </div>
      <Outcome error={error} done={done} />
    </div>
  );
}
