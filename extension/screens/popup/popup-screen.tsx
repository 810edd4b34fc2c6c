import type { ExtensionState } from '../../messages';
import { commonStrings, popupStrings } from '../../strings';
import { useActiveTab, type ActiveTab } from '../active-tab';
import { askWorker } from '../ask-worker';
import { ConnectionPanel } from '../connection-panel';
import { Figures } from '../figures';
import { Switch } from '../switch';
import { useExtensionState } from '../use-extension-state';
import { SitePanel } from './site-panel';

export function PopupScreen() {
  const { state, refresh } = useExtensionState();
  const tab = useActiveTab();
  if (!state) return <main className="popup quiet">{commonStrings.loading}</main>;
  const connection = <ConnectionPanel state={state} refresh={refresh} />;
  const { kind } = state.connection;
  const needsPerson = kind !== 'paired' && kind !== 'reconnecting';
  return (
    <main className="popup">
      <h1 className="visually-hidden">{commonStrings.product}</h1>
      {needsPerson && connection}
      {tab?.origin === undefined ? (
        <p className="quiet">{popupStrings.noSite}</p>
      ) : (
        <SitePanel origin={tab.origin} tabId={tab.id} state={state} refresh={refresh} />
      )}
      <Switch
        label={popupStrings.pause}
        {...(state.isPaused && { note: popupStrings.paused })}
        isOn={state.isPaused}
        onChange={(isPaused) => void askWorker({ type: 'set-paused', isPaused }).then(refresh)}
      />
      {!needsPerson && connection}
      {state.sites.length > 0 && <Today state={state} tab={tab} />}
      <div className="row apart">
        <button type="button" className="link" onClick={() => void chrome.runtime.openOptionsPage()}>
          {popupStrings.options}
        </button>
        {tab && (
          <button
            type="button"
            className="link"
            onClick={() => {
              openBeside(tab.id);
            }}
          >
            {popupStrings.beside}
          </button>
        )}
      </div>
    </main>
  );
}

function Today({ state, tab }: { state: ExtensionState; tab: ActiveTab | undefined }) {
  const site = state.sites.find(({ setting }) => setting.origin === tab?.origin);
  return (
    <section className="card">
      <h2>
        {popupStrings.today}{' '}
        <span className="quiet">{site ? popupStrings.todayHere : popupStrings.todayAll}</span>
      </h2>
      <Figures today={site?.today ?? state.today} ownAnswers={state.ownAnswers} />
    </section>
  );
}

/** Must be called directly in the click's handler: the browser opens a panel only for what a person just did. */
function openBeside(tabId: number): void {
  const { sidebarAction } = chrome as { sidebarAction?: { open(): Promise<void> } };
  void (sidebarAction ? sidebarAction.open() : chrome.sidePanel.open({ tabId }));
}
