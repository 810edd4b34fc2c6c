import type { ExtensionState } from '../messages';
import { connectionStrings } from '../strings';
import { PairingForm } from './pairing-form';
import { CopyButton } from './copy-button';

interface ConnectionPanelProps {
  state: ExtensionState;
  refresh: () => Promise<void>;
}

/** Which of the states holds, and the one thing to do about it. */
export function ConnectionPanel({ state, refresh }: ConnectionPanelProps) {
  const { connection, port } = state;
  const { title, text } = connectionStrings[connection.kind];
  return (
    <section className="card" aria-label={connectionStrings.title}>
      <div aria-live="polite" className="stack">
        <h2 className="row">
          <span className={`dot ${toneOf(connection.kind)}`} aria-hidden="true" />
          {title}
        </h2>
        <p className="quiet">{[text(port), ...factsOf(connection)].join(' ')}</p>
      </div>
      {connection.kind === 'not-running' && <StartCommands />}
      <PairingForm connection={connection} refresh={refresh} />
    </section>
  );
}

function StartCommands() {
  const { startCommand, installedCommand, orInstalled } = connectionStrings;
  return (
    <div className="stack">
      <div className="row">
        <code className="grow">{startCommand}</code>
        <CopyButton text={startCommand} />
      </div>
      <p className="quiet">{orInstalled}</p>
      <div className="row">
        <code className="grow">{installedCommand}</code>
        <CopyButton text={installedCommand} />
      </div>
    </div>
  );
}

function factsOf(connection: ExtensionState['connection']): string[] {
  if (connection.kind !== 'paired' && connection.kind !== 'version-mismatch') return [];
  const version = connectionStrings.version(connection.daemonVersion);
  const lacksModels = connection.kind === 'paired' && !connection.canGenerate;
  return lacksModels ? [version, connectionStrings.noModels] : [version];
}

function toneOf(kind: ExtensionState['connection']['kind']): string {
  if (kind === 'paired') return 'good';
  return kind === 'pairing' || kind === 'reconnecting' ? '' : 'bad';
}
