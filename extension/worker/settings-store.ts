import type { StorageArea } from './storage-area';
import { DEFAULT_SETTINGS, readSettings, type Settings } from './settings';

const KEY = 'settings';

/** The settings, in memory and in the browser's storage. Changes are written one after the other. */
export class SettingsStore {
  readonly #area: StorageArea;
  readonly #onChange: (settings: Settings) => void;
  #settings: Settings = DEFAULT_SETTINGS;
  #writes: Promise<void> = Promise.resolve();

  constructor(area: StorageArea, onChange: (settings: Settings) => void) {
    this.#area = area;
    this.#onChange = onChange;
  }

  get current(): Settings {
    return this.#settings;
  }

  /** Settings that cannot be read are put aside, not overwritten: every site is off then. */
  async load(): Promise<void> {
    const { [KEY]: stored } = await this.#area.get(KEY);
    if (stored === undefined) return;
    try {
      this.#settings = readSettings(stored);
    } catch {
      await this.#area.set({ [`${KEY}-unreadable`]: stored });
    }
  }

  /** Resolves when the change is written. */
  async change(change: (settings: Settings) => Settings): Promise<void> {
    this.#settings = change(this.#settings);
    this.#onChange(this.#settings);
    const written = this.#settings;
    this.#writes = this.#writes.then(
      () => this.#area.set({ [KEY]: written }),
      () => this.#area.set({ [KEY]: written }),
    );
    await this.#writes;
  }
}
