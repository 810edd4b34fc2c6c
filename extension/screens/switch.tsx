import type { ReactNode } from 'react';

interface SwitchProps {
  label: ReactNode;
  note?: string;
  isOn: boolean;
  isDisabled?: boolean;
  onChange: (isOn: boolean) => void;
}

/** A switch with its label; a checkbox to the keyboard, a switch to a screen reader. */
export function Switch({ label, note, isOn, isDisabled = false, onChange }: SwitchProps) {
  return (
    <label className="switch">
      <span className="stack grow">
        <span>{label}</span>
        {note !== undefined && <span className="quiet">{note}</span>}
      </span>
      <input
        type="checkbox"
        role="switch"
        checked={isOn}
        disabled={isDisabled}
        onChange={(event) => {
          onChange(event.target.checked);
        }}
      />
    </label>
  );
}
