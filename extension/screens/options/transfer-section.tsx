import { optionsStrings } from '../../strings';
import { askWorker } from '../ask-worker';
import { Outcome } from '../outcome';
import { useAction } from '../use-action';

/** The settings as a file, out and in. */
export function TransferSection({ refresh }: { refresh: () => Promise<void> }) {
  const { run, isBusy, error, done } = useAction();
  const exportFile = (): void => {
    run(async () => {
      const { text } = await askWorker({ type: 'export-settings' });
      download(String(text), 'askonce-settings.json');
      return undefined;
    });
  };
  const importFile = (file: File): void => {
    run(async () => {
      await askWorker({ type: 'import-settings', text: await file.text() });
      await refresh();
      return optionsStrings.imported;
    });
  };
  return (
    <section className="card">
      <h2>{optionsStrings.transfer}</h2>
      <p className="quiet">{optionsStrings.transferNote}</p>
      <div className="row">
        <button type="button" disabled={isBusy} onClick={exportFile}>
          {optionsStrings.export}
        </button>
        <label className="button">
          {optionsStrings.import}
          <input
            type="file"
            accept="application/json,.json"
            className="visually-hidden"
            onChange={({ target }) => {
              const file = target.files?.[0];
              if (file) importFile(file);
              // So that the same file may be chosen again.
              target.value = '';
            }}
          />
        </label>
      </div>
      <Outcome error={error} done={done} />
    </section>
  );
}

function download(text: string, name: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
