import { useEffect, useState } from 'react';
import { SELECTION_KEY, type Selection } from '../../messages';

/** What was last selected for the panel, now and whenever something else is. */
export function useSelection(): Selection | undefined {
  const [selection, setSelection] = useState<Selection>();
  useEffect(() => {
    const take = (value: unknown): void => {
      if (isSelection(value)) setSelection(value);
    };
    const onChanged = (changes: Record<string, chrome.storage.StorageChange>): void => {
      take(changes[SELECTION_KEY]?.newValue);
    };
    chrome.storage.session.onChanged.addListener(onChanged);
    void chrome.storage.session.get(SELECTION_KEY).then(({ [SELECTION_KEY]: stored }) => {
      take(stored);
    });
    return () => {
      chrome.storage.session.onChanged.removeListener(onChanged);
    };
  }, []);
  return selection;
}

function isSelection(value: unknown): value is Selection {
  return typeof value === 'object' && value !== null && 'text' in value && 'site' in value;
}
