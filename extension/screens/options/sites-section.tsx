import { Fragment, useState } from 'react';
import type { SiteState } from '../../messages';
import { commonStrings, optionsStrings } from '../../strings';
import { askWorker } from '../ask-worker';
import { ConfirmButton } from '../confirm-button';
import { Outcome } from '../outcome';
import { siteName } from '../site-access';
import { useAction } from '../use-action';
import { SiteEditor } from './site-editor';

interface SitesSectionProps {
  sites: SiteState[];
  isConnected: boolean;
  refresh: () => Promise<void>;
}

/** The sites, with what was seen there; one of them open for editing. */
export function SitesSection({ sites, isConnected, refresh }: SitesSectionProps) {
  const { run, error, done } = useAction();
  const remove = (origin: string): void => {
    run(async () => {
      await askWorker({ type: 'remove-site', origin });
      await refresh();
      return optionsStrings.removed(siteName(origin));
    });
  };
  return (
    <section className="card">
      <h2>{optionsStrings.sites}</h2>
      {sites.length === 0 ? (
        <p className="quiet">{optionsStrings.noSites}</p>
      ) : (
        <SitesTable sites={sites} isConnected={isConnected} refresh={refresh} onRemove={remove} />
      )}
      <Outcome error={error} done={done} />
    </section>
  );
}

interface SitesTableProps extends SitesSectionProps {
  onRemove: (origin: string) => void;
}

function SitesTable({ sites, isConnected, refresh, onRemove }: SitesTableProps) {
  const [edited, setEdited] = useState<string>();
  const { site, mode, dialects, lastActivity, errors, actions } = optionsStrings;
  return (
    <div className="scroll">
      <table>
        <thead>
          <tr>
            {[site, mode, dialects, lastActivity, errors, actions].map((title) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {sites.map((state) => (
            <Fragment key={state.setting.origin}>
              <SiteRow
                state={state}
                isEdited={edited === state.setting.origin}
                onEdit={() => {
                  setEdited(edited === state.setting.origin ? undefined : state.setting.origin);
                }}
                onRemove={() => {
                  onRemove(state.setting.origin);
                }}
              />
              {edited === state.setting.origin && (
                <tr>
                  <td colSpan={6}>
                    <SiteEditor
                      setting={state.setting}
                      isConnected={isConnected}
                      refresh={refresh}
                      onClose={() => {
                        setEdited(undefined);
                      }}
                    />
                  </td>
                </tr>
              )}
            </Fragment>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface SiteRowProps {
  state: SiteState;
  isEdited: boolean;
  onEdit: () => void;
  onRemove: () => void;
}

function SiteRow({ state, isEdited, onEdit, onRemove }: SiteRowProps) {
  const { setting, dialects, lastActivityAt, errors, isSuspended, isGranted } = state;
  const name = siteName(setting.origin);
  return (
    <tr>
      <th scope="row" className="host">
        {name}
      </th>
      <td>
        {commonStrings.modes[setting.mode]}
        {!isGranted && <div className="bad">{optionsStrings.notGranted}</div>}
        {isSuspended && <div className="bad">{optionsStrings.suspended}</div>}
      </td>
      <td>{dialects.join(', ') || commonStrings.none}</td>
      <td>
        {lastActivityAt === undefined
          ? optionsStrings.never
          : optionsStrings.ago((Date.now() - lastActivityAt) / 1_000)}
      </td>
      <td>
        {errors.length === 0 ? (
          commonStrings.none
        ) : (
          <details>
            <summary>{errors.length}</summary>
            <ul>
              {errors.map((error, index) => (
                <li key={`${index} ${error}`}>{error}</li>
              ))}
            </ul>
          </details>
        )}
      </td>
      <td>
        <div className="row">
          <button
            type="button"
            aria-expanded={isEdited}
            aria-label={optionsStrings.editSite(name)}
            onClick={onEdit}
          >
            {optionsStrings.edit}
          </button>
          <ConfirmButton
            label={optionsStrings.remove}
            spokenLabel={optionsStrings.removeSite(name)}
            onConfirm={onRemove}
          />
        </div>
      </td>
    </tr>
  );
}
