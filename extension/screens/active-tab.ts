import { useEffect, useState } from 'react';
import { originOf } from '../site-origin';

export interface ActiveTab {
  id: number;
  /** Of its page; undefined where that is no web page, or the browser does not say. */
  origin: string | undefined;
}

export async function readActiveTab(): Promise<ActiveTab | undefined> {
  const [tab] = await chrome.tabs.query({ active: true, currentWindow: true });
  return tab?.id === undefined ? undefined : { id: tab.id, origin: originOf(tab.url) };
}

/** The tab that the popup was opened over. */
export function useActiveTab(): ActiveTab | undefined {
  const [tab, setTab] = useState<ActiveTab>();
  useEffect(() => {
    void readActiveTab().then(setTab);
  }, []);
  return tab;
}
