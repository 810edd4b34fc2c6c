import { useId, useState } from 'react';
import type { ConnectionState } from '../messages';
import { connectionStrings } from '../strings';
import { askWorker } from './ask-worker';
import { Outcome } from './outcome';
import { useAction } from './use-action';
import { useSecondsLeft } from './use-seconds-left';

interface PairingFormProps {
  connection: ConnectionState;
  refresh: () => Promise<void>;
}

/** Begin, then the code that AskOnce shows in its terminal. */
export function PairingForm({ connection, refresh }: PairingFormProps) {
  const { run, isBusy, error } = useAction();
  const send = (message: Parameters<typeof askWorker>[0]): void => {
    run(async () => {
      try {
        await askWorker(message);
      } finally {
        await refresh();
      }
      return undefined;
    });
  };
  const canBegin = connection.kind === 'not-paired' || connection.kind === 'not-our-daemon';
  const { begin, beginAgain } = connectionStrings;
  return (
    <>
      {canBegin && (
        <button
          type="button"
          className="primary"
          disabled={isBusy}
          onClick={() => {
            send({ type: 'begin-pairing' });
          }}
        >
          {connection.kind === 'not-paired' ? begin : beginAgain}
        </button>
      )}
      {connection.kind === 'pairing' && (
        <CodeField
          expiresAt={connection.expiresAt}
          isBusy={isBusy}
          onCode={(code) => {
            send({ type: 'enter-code', code });
          }}
        />
      )}
      <Outcome error={error} done={undefined} />
    </>
  );
}

interface CodeFieldProps {
  /** Milliseconds since the epoch. */
  expiresAt: number;
  isBusy: boolean;
  onCode: (code: string) => void;
}

function CodeField({ expiresAt, isBusy, onCode }: CodeFieldProps) {
  const [code, setCode] = useState('');
  const hint = useId();
  const secondsLeft = useSecondsLeft(expiresAt);
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        onCode(code);
      }}
    >
      <label className="field">
        <span>{connectionStrings.code}</span>
        <input
          type="text"
          className="code"
          value={code}
          maxLength={12}
          autoComplete="off"
          spellCheck={false}
          autoFocus
          aria-describedby={hint}
          onChange={(event) => {
            setCode(event.target.value);
          }}
        />
      </label>
      <p className="quiet" id={hint}>
        {connectionStrings.codeHint}. {connectionStrings.secondsLeft(secondsLeft)}
      </p>
      <button type="submit" className="primary" disabled={isBusy || code.trim() === ''}>
        {connectionStrings.confirm}
      </button>
    </form>
  );
}
