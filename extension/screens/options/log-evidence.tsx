import { useState } from 'react';
import type { DecisionEvidence, LogLine } from '../../../shared/protocol';
import { optionsStrings } from '../../strings';
import { askWorker } from '../ask-worker';
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
      {isOpen && <EvidenceList evidence={evidence} />}
      <Outcome error={error} done={undefined} />
    </>
  );
}

function EvidenceList({ evidence }: { evidence: DecisionEvidence }) {
  const { candidate, similarity, probability, agreed, against } = evidence;
  const { noCandidate, none } = optionsStrings;
  const rows: [string, string[]][] = [
    [optionsStrings.candidate, [candidate ?? noCandidate]],
    [optionsStrings.similarity, [shareText(similarity) ?? none]],
    [optionsStrings.probability, [shareText(probability) ?? none]],
    [optionsStrings.agreed, agreed.length === 0 ? [none] : agreed],
    [optionsStrings.against, against.length === 0 ? [none] : against],
  ];
  return (
    <dl className="evidence">
      {rows.map(([title, values]) => (
        <div key={title}>
          <dt>{title}</dt>
          {values.map((value) => (
            <dd key={value}>{value}</dd>
          ))}
        </div>
      ))}
    </dl>
  );
}

/** Three places, rounded down: nothing is shown nearer or surer than it is. */
function shareText(share: number | undefined): string | undefined {
  return share === undefined ? undefined : (Math.floor(share * 1_000) / 1_000).toFixed(3);
}
