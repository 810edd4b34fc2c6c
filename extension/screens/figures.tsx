import type { DayCounts, ExtensionState } from '../messages';
import { commonStrings, popupStrings } from '../strings';

/** Today's counts, and the time saved with how it is computed. */
export function Figures({ today, ownAnswers }: { today: DayCounts } & Pick<ExtensionState, 'ownAnswers'>) {
  const { counts, saved, savedLabel, howSaved } = commonStrings;
  return (
    <>
      <dl className="figures">
        {(['answered', 'routed', 'passed'] as const).map((went) => (
          <div key={went}>
            <dt>{counts[went]}</dt>
            <dd>{today[went]}</dd>
          </div>
        ))}
      </dl>
      <p>
        {savedLabel}: <strong>{saved(today.savedMs)}</strong>
      </p>
      <details className="quiet">
        <summary>{popupStrings.howComputed}</summary>
        {howSaved(ownAnswers.meanMs, ownAnswers.count)}
      </details>
    </>
  );
}
