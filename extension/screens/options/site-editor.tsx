import { useState } from 'react';
import type { SiteSetting } from '../../../shared/protocol';
import { commonStrings, optionsStrings } from '../../strings';
import { askWorker } from '../ask-worker';
import { Choice } from '../choice';
import { ConfirmButton } from '../confirm-button';
import { Outcome } from '../outcome';
import { Switch } from '../switch';
import { useAction } from '../use-action';
import { draftOf, settingOf, type SiteDraft } from './site-draft';
import { TextField } from './text-field';

interface SiteEditorProps {
  setting: SiteSetting;
  isConnected: boolean;
  refresh: () => Promise<void>;
  onClose: () => void;
}

const SIZES = ['small', 'medium', 'large', 'reasoning'] as const;

/** The policy of one site. */
export function SiteEditor({ setting, isConnected, refresh, onClose }: SiteEditorProps) {
  const [draft, setDraft] = useState(() => draftOf(setting));
  const { run, isBusy, error, done } = useAction();
  const change = (changed: Partial<SiteDraft>): void => {
    setDraft((current) => ({ ...current, ...changed }));
  };
  const { origin } = setting;
  const forget = (): void => {
    run(async () => {
      await askWorker({ type: 'operation', operation: { name: 'forget-site', site: origin } });
      return optionsStrings.forgotten;
    });
  };
  return (
    <form
      className="card"
      onSubmit={(event) => {
        event.preventDefault();
        run(async () => {
          await askWorker({ type: 'save-site', setting: settingOf(origin, draft) });
          await refresh();
          return optionsStrings.saved;
        });
      }}
    >
      <PolicyFields draft={draft} onChange={change} />
      <ModelFields draft={draft} onChange={change} />
      <Switch
        label={optionsStrings.shares}
        note={optionsStrings.sharesNote}
        isOn={draft.sharesWithTeam}
        onChange={(sharesWithTeam) => {
          change({ sharesWithTeam });
        }}
      />
      <Outcome error={error} done={done} />
      <div className="row">
        <button type="submit" className="primary" disabled={isBusy}>
          {optionsStrings.save}
        </button>
        <button type="button" onClick={onClose}>
          {optionsStrings.cancel}
        </button>
        <ConfirmButton
          label={optionsStrings.forgetSite}
          isDisabled={isBusy || !isConnected}
          onConfirm={forget}
        />
      </div>
    </form>
  );
}

interface FieldsProps {
  draft: SiteDraft;
  onChange: (changed: Partial<SiteDraft>) => void;
}

function PolicyFields({ draft, onChange }: FieldsProps) {
  const { modes, onMiss, onMissNotes } = commonStrings;
  return (
    <div className="grid">
      <Choice
        label={optionsStrings.mode}
        value={draft.mode}
        options={modes}
        onChange={(mode) => {
          onChange({ mode });
        }}
      />
      <Choice
        label={optionsStrings.onMiss}
        note={onMissNotes[draft.onMiss]}
        value={draft.onMiss}
        options={onMiss}
        onChange={(chosen) => {
          onChange({ onMiss: chosen });
        }}
      />
      <TextField
        label={optionsStrings.group}
        note={optionsStrings.groupNote}
        value={draft.group}
        onChange={(group) => {
          onChange({ group });
        }}
      />
      <TextField
        label={optionsStrings.ttl}
        note={optionsStrings.ttlNote}
        type="number"
        value={draft.ttlHours}
        onChange={(ttlHours) => {
          onChange({ ttlHours });
        }}
      />
    </div>
  );
}

function ModelFields({ draft, onChange }: FieldsProps) {
  return (
    <fieldset>
      <legend>{optionsStrings.models}</legend>
      <p className="quiet">{optionsStrings.modelsNote}</p>
      <div className="grid">
        {SIZES.map((size) => (
          <TextField
            key={size}
            label={optionsStrings.modelSizes[size]}
            value={draft.models[size]}
            onChange={(name) => {
              onChange({ models: { ...draft.models, [size]: name } });
            }}
          />
        ))}
      </div>
    </fieldset>
  );
}
