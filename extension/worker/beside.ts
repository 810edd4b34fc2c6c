import { SELECTION_KEY, type Selection } from '../messages';
import { originOf } from '../site-origin';
import type { StorageArea } from './storage-area';

interface Tab {
  id?: number | undefined;
  windowId: number;
  url?: string | undefined;
}

export interface BesideOptions {
  session: StorageArea;
  /** Must be called before anything is awaited: the browser opens a panel only for what a person just did. */
  openPanel: (windowId: number) => Promise<void>;
  /** The text selected in a tab that a person just called us for. */
  readSelection: (tabId: number) => Promise<string>;
}

const LONGEST_SELECTION = 20_000;

/** "Ask beside the page": opens the side panel with what was selected. */
export class Beside {
  readonly #options: BesideOptions;

  constructor(options: BesideOptions) {
    this.#options = options;
  }

  /** From the context menu, where the browser hands over the selection. */
  async askSelected(text: string, pageUrl: string | undefined, tab: Tab): Promise<void> {
    const opened = this.#options.openPanel(tab.windowId);
    await this.#hand(text, pageUrl ?? tab.url, tab.id);
    await opened;
  }

  /** From the shortcut. */
  async askInTab(tab: Tab): Promise<void> {
    const { openPanel, readSelection } = this.#options;
    const opened = openPanel(tab.windowId);
    // A page that may not be read (the browser's own) has nothing to ask about.
    const text = tab.id === undefined ? '' : await readSelection(tab.id).catch(() => '');
    await this.#hand(text, tab.url, tab.id);
    await opened;
  }

  async #hand(text: string, url: string | undefined, tabId: number | undefined): Promise<void> {
    const selection: Selection = {
      text: text.trim().slice(0, LONGEST_SELECTION),
      site: originOf(url) ?? '',
      tabId,
    };
    await this.#options.session.set({ [SELECTION_KEY]: selection });
  }
}
