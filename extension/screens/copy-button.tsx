import { useState } from 'react';
import { connectionStrings } from '../strings';

export function CopyButton({ text }: { text: string }) {
  const [isCopied, setCopied] = useState(false);
  return (
    <button
      type="button"
      aria-label={`${connectionStrings.copy}: ${text}`}
      onClick={() => {
        void navigator.clipboard.writeText(text).then(() => {
          setCopied(true);
        });
      }}
    >
      {isCopied ? connectionStrings.copied : connectionStrings.copy}
    </button>
  );
}
