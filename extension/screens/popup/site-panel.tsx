import type { SiteSetting } from '../../../shared/protocol';
import type { ExtensionState, SiteState } from '../../messages';
import { commonStrings, popupStrings } from '../../strings';
import { newSite } from '../../new-site';
import { askWorker } from '../ask-worker';
import { Choice } from '../choice';
import { Outcome } from '../outcome';
import { isConsumerChat, requestAccess, siteName } from '../site-access';
import { Switch } from '../switch';
import { useAction } from '../use-action';
import { TeachPanel } from './teach-panel';

interface SitePanelProps {
  origin: string;
  tabId: number;
  state: ExtensionState;
  refresh: () => Promise<void>;
}

/** This site: its switch first, then what AskOnce does here. */
export function SitePanel({ origin, tabId, state, refresh }: SitePanelProps) {
  const site = state.sites.find(({ setting }) => setting.origin === origin);
  const { run, isBusy, error } = useAction();
  const save = (setting: SiteSetting): void => {
    run(async () => {
      await askWorker({ type: 'save-site', setting });
      await refresh();
      return undefined;
    });
  };
  const enable = (): void => {
    // The browser's question may close the popup: the background knows of the site before.
    void askWorker({ type: 'save-site', setting: { ...newSite(origin), ...site?.setting, mode: 'answer' } });
    const granted = requestAccess(origin);
    run(async () => {
      if (!(await granted)) {
        if (!site) await askWorker({ type: 'remove-site', origin });
        throw new Error(popupStrings.refused);
      }
      await refresh();
      return undefined;
    });
  };
  const isOn = site !== undefined && site.isGranted && site.setting.mode !== 'off' && !site.isSuspended;
  return (
    <section className="card" aria-label={popupStrings.thisSite}>
      {site?.isGranted ? (
        <Switch
          label={<span className="host">{popupStrings.switchOn(siteName(origin))}</span>}
          isOn={isOn}
          isDisabled={isBusy}
          onChange={(wanted) => {
            save({ ...site.setting, mode: wanted ? 'answer' : 'off' });
          }}
        />
      ) : (
        // While the browser asks, a site is known already and not yet granted.
        <Enable origin={origin} wasOn={site !== undefined && !isBusy} isBusy={isBusy} onEnable={enable} />
      )}
      <Outcome error={error} done={undefined} />
      {site?.isSuspended && <p className="bad">{popupStrings.suspended}</p>}
      {isOn && !state.tabs.includes(tabId) && !state.isPaused && <ReloadHint tabId={tabId} />}
      {isOn && <Policy site={site} onSave={save} refresh={refresh} />}
      {isOn && <TeachPanel origin={origin} tabId={tabId} state={state} refresh={refresh} />}
    </section>
  );
}

interface EnableProps {
  origin: string;
  /** It was enabled before, and the browser has taken the access away. */
  wasOn: boolean;
  isBusy: boolean;
  onEnable: () => void;
}

function Enable({ origin, wasOn, isBusy, onEnable }: EnableProps) {
  const isConsumer = isConsumerChat(origin);
  const action = isConsumer ? popupStrings.enableAnyway : popupStrings.enable;
  return (
    <>
      <p className="host">{siteName(origin)}</p>
      {isConsumer && (
        <div className="card warning">
          <h3>{popupStrings.consumerTitle(siteName(origin))}</h3>
          <p className="quiet">{popupStrings.consumerNote}</p>
        </div>
      )}
      {wasOn && <p className="bad">{popupStrings.notGranted}</p>}
      <button type="button" className={isConsumer ? '' : 'primary'} disabled={isBusy} onClick={onEnable}>
        {wasOn ? popupStrings.grant : action}
      </button>
      <p className="quiet">{popupStrings.enableNote}</p>
    </>
  );
}

function ReloadHint({ tabId }: { tabId: number }) {
  return (
    <div className="row apart">
      <p className="quiet">{popupStrings.reloadNote}</p>
      <button type="button" className="primary" onClick={() => void chrome.tabs.reload(tabId)}>
        {popupStrings.reload}
      </button>
    </div>
  );
}

interface PolicyProps {
  site: SiteState;
  onSave: (setting: SiteSetting) => void;
  refresh: () => Promise<void>;
}

function Policy({ site, onSave, refresh }: PolicyProps) {
  const { setting, asksModelAlways } = site;
  const { off: _off, ...modes } = commonStrings.modes;
  const { onMiss, onMissNotes } = commonStrings;
  return (
    <>
      <Switch
        label={popupStrings.alwaysAsk}
        note={popupStrings.alwaysAskNote}
        isOn={asksModelAlways}
        onChange={(isOn) =>
          void askWorker({ type: 'set-always-ask-model', origin: setting.origin, isOn }).then(refresh)
        }
      />
      {setting.mode !== 'off' && (
        <Choice
          label={popupStrings.mode}
          value={setting.mode}
          options={modes}
          onChange={(mode) => {
            onSave({ ...setting, mode });
          }}
        />
      )}
      <Choice
        label={popupStrings.onMiss}
        value={setting.onMiss}
        options={onMiss}
        note={onMissNotes[setting.onMiss]}
        onChange={(chosen) => {
          onSave({ ...setting, onMiss: chosen });
        }}
      />
    </>
  );
}
