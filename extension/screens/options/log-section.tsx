import { useState } from 'react';
import type { LogLine } from '../../../shared/protocol';
import type { SiteState } from '../../messages';
import { commonStrings, optionsStrings } from '../../strings';
import { askWorker } from '../ask-worker';
import { Choice } from '../choice';
import { ConfirmButton } from '../confirm-button';
import { Outcome } from '../outcome';
import { siteName } from '../site-access';
import { useAction } from '../use-action';
import { LogEvidence } from './log-evidence';
import { useLog } from './use-log';

/** What was intercepted and where it went, with delete. */
export function LogSection({ sites, isConnected }: { sites: SiteState[]; isConnected: boolean }) {
  const [site, setSite] = useState('');
  const { lines, reload } = useLog(site, isConnected);
  const { run, isBusy, error, done } = useAction();
  const options: Record<string, string> = { '': optionsStrings.allSites };
  for (const { setting } of sites) options[setting.origin] = siteName(setting.origin);
  const remove = (): void => {
    run(async () => {
      const operation = { name: 'delete-log', ...(site !== '' && { site }) } as const;
      await askWorker({ type: 'operation', operation });
      await reload();
      return optionsStrings.logDeleted;
    });
  };
  return (
    <section className="card">
      <h2>{optionsStrings.log}</h2>
      <p className="quiet">{optionsStrings.logNote}</p>
      {isConnected ? (
        <>
          <div className="row">
            <div className="grow">
              <Choice label={optionsStrings.logSite} value={site} options={options} onChange={setSite} />
            </div>
            <button
              type="button"
              disabled={isBusy}
              onClick={() => {
                run(() => reload().then(() => undefined));
              }}
            >
              {optionsStrings.refresh}
            </button>
            <ConfirmButton
              label={site === '' ? optionsStrings.deleteLogAll : optionsStrings.deleteLogSite}
              isDisabled={isBusy || lines.length === 0}
              onConfirm={remove}
            />
          </div>
          <Outcome error={error} done={done} />
          {lines.length === 0 ? (
            <p className="quiet">{optionsStrings.logEmpty}</p>
          ) : (
            <LogTable lines={lines} />
          )}
        </>
      ) : (
        <p className="quiet">{optionsStrings.logOffline}</p>
      )}
    </section>
  );
}

function LogTable({ lines }: { lines: LogLine[] }) {
  const { time, site, went, reason } = optionsStrings;
  return (
    <div className="scroll">
      <table>
        <thead>
          <tr>
            {[time, site, went, reason].map((title) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={line.decision}>
              <td>{new Date(line.at).toLocaleString()}</td>
              <td>{siteName(line.site)}</td>
              <td>{commonStrings.counts[line.went]}</td>
              <td>
                {line.question !== undefined && <div>{line.question}</div>}
                <span className="quiet">
                  {[line.reason, line.model, line.dialect, judgedAs(line)].filter(Boolean).join(' · ')}
                </span>{' '}
                <LogEvidence line={line} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function judgedAs({ judged }: LogLine): string | undefined {
  return judged && optionsStrings.judgedAs[judged];
}
