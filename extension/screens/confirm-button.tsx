import { useState } from 'react';
import { optionsStrings } from '../strings';

interface ConfirmButtonProps {
  label: string;
  /** What a screen reader says, where the label alone does not say of what. */
  spokenLabel?: string;
  isDisabled?: boolean;
  onConfirm: () => void;
}

/** A button for what cannot be undone: the second click does it. */
export function ConfirmButton({
  label,
  spokenLabel = label,
  isDisabled = false,
  onConfirm,
}: ConfirmButtonProps) {
  const [isArmed, setArmed] = useState(false);
  return (
    <button
      type="button"
      className="danger"
      disabled={isDisabled}
      aria-label={isArmed ? `${spokenLabel}: ${optionsStrings.sure}` : spokenLabel}
      onBlur={() => {
        setArmed(false);
      }}
      onClick={() => {
        setArmed(!isArmed);
        if (isArmed) onConfirm();
      }}
    >
      {isArmed ? optionsStrings.sure : label}
    </button>
  );
}
