import { commonStrings, connectionStrings, optionsStrings } from '../../strings';
import { ConnectionPanel } from '../connection-panel';
import { Figures } from '../figures';
import { useExtensionState } from '../use-extension-state';
import { LogSection } from './log-section';
import { PairingSection } from './pairing-section';
import { SitesSection } from './sites-section';
import { TransferSection } from './transfer-section';

export function OptionsScreen() {
  const { state, refresh } = useExtensionState();
  if (!state) return <main className="options quiet">{commonStrings.loading}</main>;
  return (
    <main className="options">
      <h1>{optionsStrings.title}</h1>
      <SitesSection sites={state.sites} isConnected={state.connection.kind === 'paired'} refresh={refresh} />
      <div className="grid" aria-label={connectionStrings.title}>
        <ConnectionPanel state={state} refresh={refresh} />
        <PairingSection state={state} refresh={refresh} />
      </div>
      <LogSection sites={state.sites} isConnected={state.connection.kind === 'paired'} />
      <TransferSection refresh={refresh} />
      <section className="card">
        <h2>{optionsStrings.about}</h2>
        <p>{optionsStrings.aboutText}</p>
        <p className="quiet">{optionsStrings.version(chrome.runtime.getManifest().version)}</p>
        <Figures today={state.today} ownAnswers={state.ownAnswers} />
      </section>
    </main>
  );
}
