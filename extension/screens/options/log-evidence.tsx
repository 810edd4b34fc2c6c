import { useState } from 'react';
import type { DecisionEvidence, LogLine } from '../../../shared/protocol';
import { optionsStrings } from '../../strings';
import { askWorker } from '../ask-worker';
import { EvidenceList } from '../evidence-list';
import { Outcome } from '../outcome';
import { useAction } from '../use-action';

/** What spoke for and against the stored answer that a line of the log is about; read when somebody asks. */
export function LogEvidence({ line }: { line: LogLine }) {
  const [evidence, setEvidence] = useState<DecisionEvidence>();
  const { run, isBusy, error } = useAction();
  const isOpen = evidence !== undefined;
  const read = async (): Promise<undefined> => {
    const operation = { name: 'read-evidence', decision: line.decision } as const;
    // The background has read it as what its type says.
    setEvidence((await askWorker({ type: 'operation', operation })) as unknown as DecisionEvidence);
    return undefined;
  };
  return (
    <>
      <button
        type="button"
        className="link"
        aria-expanded={isOpen}
        aria-label={optionsStrings.whyOf(line.reason)}
        disabled={isBusy}
        onClick={() => {
          if (isOpen) setEvidence(undefined);
          else run(read);
        }}
      >
        {optionsStrings.why}
      </button>
      {isOpen && (
        <EvidenceList
          evidence={evidence}
          first={[[optionsStrings.candidate, [evidence.candidate ?? optionsStrings.noCandidate]]]}
        />
      )}
      <Outcome error={error} done={undefined} />
    </>
  );
}
