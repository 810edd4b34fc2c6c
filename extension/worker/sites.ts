import type { SiteSetting } from '../../shared/protocol';
import { patternOf } from '../site-origin';

/** The part of `chrome.scripting` that is used. */
export interface Scripting {
  getRegisteredContentScripts(): Promise<{ id: string }[]>;
  unregisterContentScripts(filter: { ids: string[] }): Promise<void>;
  registerContentScripts(scripts: ContentScript[]): Promise<void>;
}
export interface ContentScript {
  id: string;
  matches: string[];
  js: string[];
  world: 'MAIN' | 'ISOLATED';
  runAt: 'document_start';
  allFrames: true;
  /** Chrome 119; without it blank and sandboxed frames are not reached. */
  matchOriginAsFallback?: true;
  persistAcrossSessions: true;
}

/** The part of `chrome.permissions` that is used. */
export interface Permissions {
  contains(permissions: { origins: string[] }): Promise<boolean>;
  remove(permissions: { origins: string[] }): Promise<boolean>;
}

export interface SitesOptions {
  scripting: Scripting;
  permissions: Permissions;
  /** Firefox's match patterns have no ports. */
  knowsPorts: boolean;
}

/** Where the page hook and the bridge run: registered with the browser for each site that is on and granted. */
export class Sites {
  readonly #options: SitesOptions;
  #granted = new Set<string>();
  #last: Promise<void> = Promise.resolve();

  constructor(options: SitesOptions) {
    this.#options = options;
  }

  isGranted(origin: string): boolean {
    return this.#granted.has(origin);
  }

  /** Registers just these sites, and asks the browser which it grants; one call after the other. */
  register(wanted: readonly SiteSetting[], all: readonly SiteSetting[]): Promise<void> {
    const run = (): Promise<void> => this.#register(wanted, all);
    // A call that failed is no reason not to try the next.
    this.#last = this.#last.then(run, run);
    return this.#last;
  }

  async revoke(origin: string): Promise<void> {
    const origins = [patternOf(origin, this.#options.knowsPorts)];
    // A host of the manifest's own cannot be given back; the site is off in any case.
    await this.#options.permissions.remove({ origins }).catch(() => false);
  }

  async #register(wanted: readonly SiteSetting[], all: readonly SiteSetting[]): Promise<void> {
    const { permissions, knowsPorts } = this.#options;
    const granted = new Set<string>();
    for (const { origin } of all) {
      if (await permissions.contains({ origins: [patternOf(origin, knowsPorts)] })) granted.add(origin);
    }
    try {
      await this.#registerScripts(wanted.filter(({ origin }) => granted.has(origin)));
    } finally {
      // Not before: who is told that a site is granted reloads its tab, and the hook must be there.
      this.#granted = granted;
    }
  }

  async #registerScripts(sites: readonly SiteSetting[]): Promise<void> {
    const { scripting, knowsPorts } = this.#options;
    const patterns = new Set(sites.map(({ origin }) => patternOf(origin, knowsPorts)));
    const scripts = [...patterns].flatMap(scriptsFor);
    const present = await scripting.getRegisteredContentScripts();
    const stale = present.filter(({ id }) => !scripts.some((script) => script.id === id));
    const missing = scripts.filter(({ id }) => !present.some((script) => script.id === id));
    if (stale.length > 0) await scripting.unregisterContentScripts({ ids: stale.map(({ id }) => id) });
    if (missing.length > 0) await this.#add(missing);
  }

  async #add(scripts: ContentScript[]): Promise<void> {
    const { scripting } = this.#options;
    try {
      await scripting.registerContentScripts(scripts);
    } catch {
      // Chrome before 119 refuses what it does not know.
      const older = scripts.map(({ matchOriginAsFallback: _unknown, ...script }) => script);
      await scripting.registerContentScripts(older);
    }
  }
}

function scriptsFor(pattern: string): ContentScript[] {
  const common: Omit<ContentScript, 'id' | 'js' | 'world'> = {
    matches: [pattern],
    runAt: 'document_start',
    allFrames: true,
    matchOriginAsFallback: true,
    persistAcrossSessions: true,
  };
  return [
    { ...common, id: `page ${pattern}`, js: ['page.js'], world: 'MAIN' },
    { ...common, id: `bridge ${pattern}`, js: ['bridge.js'], world: 'ISOLATED' },
  ];
}
