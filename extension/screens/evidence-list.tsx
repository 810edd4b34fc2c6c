import type { DecisionEvidence } from '../../shared/protocol';
import { commonStrings, evidenceStrings } from '../strings';

/** A title, and what stands under it. */
type Row = [title: string, values: readonly string[]];

/** How near and how sure a stored answer was, and what spoke for it and against it; `first` stands before that. */
export function EvidenceList({
  evidence: { similarity, probability, agreed, against },
  first = [],
}: {
  evidence: Omit<DecisionEvidence, 'candidate'>;
  first?: Row[];
}) {
  const rows: Row[] = [
    ...first,
    [evidenceStrings.similarity, shareTexts(similarity)],
    [evidenceStrings.probability, shareTexts(probability)],
    [evidenceStrings.agreed, agreed],
    [evidenceStrings.against, against],
  ];
  return (
    <dl className="evidence">
      {rows.map(([title, values]) => (
        <div key={title}>
          <dt>{title}</dt>
          {(values.length === 0 ? [commonStrings.none] : values).map((value) => (
            <dd key={value}>{value}</dd>
          ))}
        </div>
      ))}
    </dl>
  );
}

/** Three places, rounded down: nothing is shown nearer or surer than it is. */
function shareTexts(share: number | undefined): string[] {
  return share === undefined ? [] : [(Math.floor(share * 1_000) / 1_000).toFixed(3)];
}
