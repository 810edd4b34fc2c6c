import type { SiteSetting } from '../../shared/protocol';
import type { ExtensionState, FromExtensionPage, SiteState } from '../messages';
import type { Counts } from './counts';
import type { DaemonLink } from './daemon-link';
import type { Operations } from './operations';
import type { PairingStore } from './pairing-store';
import type { PortHub } from './port-hub';
import { screenMessageSchema } from './screen-message-schema';
import { exportSettings, importSettings } from './settings-transfer';
import type { SettingsStore } from './settings-store';
import type { SiteActivity } from './site-activity';
import type { Sites } from './sites';
import type { TeachingDesk } from './teaching';

export interface ScreenDeskParts {
  link: DaemonLink;
  pairings: PairingStore;
  settings: SettingsStore;
  sites: Sites;
  counts: Counts;
  activity: SiteActivity;
  operations: Operations;
  teaching: TeachingDesk;
  hub: PortHub;
  /** Sites, grants and pages follow the settings. */
  refresh: () => Promise<void>;
}

const DONE = {};

/** What popup and options ask. */
export class ScreenDesk {
  readonly #parts: ScreenDeskParts;

  constructor(parts: ScreenDeskParts) {
    this.#parts = parts;
  }

  /** Never rejects: a failure is `{ error }`, in words for the user. */
  async answer(value: unknown): Promise<unknown> {
    const parsed = screenMessageSchema.safeParse(value);
    if (!parsed.success) return { error: parsed.error.issues[0]?.message ?? 'This is no message.' };
    try {
      return await this.#follow(parsed.data);
    } catch (error) {
      return { error: error instanceof Error ? error.message : 'Something went wrong inside the extension.' };
    }
  }

  async #follow(message: FromExtensionPage): Promise<unknown> {
    const { link, operations, teaching, settings } = this.#parts;
    switch (message.type) {
      case 'read-state':
        if (!link.isReady) link.connectNow();
        return this.#state();
      case 'begin-pairing':
        await link.beginPairing();
        return DONE;
      case 'enter-code':
        await link.enterCode(message.code);
        return DONE;
      case 'unpair':
        await this.#unpair();
        return DONE;
      case 'save-site':
        await this.#saveSite(message.setting);
        return DONE;
      case 'remove-site':
        await this.#removeSite(message.origin);
        return DONE;
      case 'set-paused':
        await settings.change((current) => ({ ...current, isPaused: message.isPaused }));
        return DONE;
      case 'set-always-ask-model':
        await this.#setAlwaysAskModel(message.origin, message.isOn);
        return DONE;
      case 'record-exchange':
        this.#record(message.tabId, message.origin);
        return DONE;
      case 'end-teaching':
        teaching.end();
        return DONE;
      case 'set-port':
        await settings.change((current) => ({ ...current, port: message.port }));
        link.restart();
        return DONE;
      case 'operation':
        return operations.run(message.operation);
      case 'export-settings':
        return { text: exportSettings(settings.current) };
      case 'import-settings':
        await this.#import(message.text);
        return DONE;
    }
  }

  #state(): ExtensionState {
    const { link, settings, counts, teaching, hub } = this.#parts;
    const { isPaused, port, sites } = settings.current;
    return {
      ...{ connection: link.state, isPaused, port, teaching: teaching.current },
      sites: sites.map((setting) => this.#siteState(setting)),
      ...{ tabs: hub.tabs(), today: counts.todayOnAll() },
      ownAnswers: counts.ownAnswers(),
    };
  }

  #siteState(setting: SiteSetting): SiteState {
    const { settings, sites, counts, activity } = this.#parts;
    const { origin } = setting;
    const { dialects, lastActivityAt, errors, isSuspended } = activity.of(origin);
    return {
      ...{ setting, dialects, lastActivityAt, errors, isSuspended },
      asksModelAlways: settings.current.alwaysAskModel.includes(origin),
      today: counts.today(origin),
      isGranted: sites.isGranted(origin),
    };
  }

  /** On both sides, where the daemon can be reached; here in any case. */
  async #unpair(): Promise<void> {
    const { operations, pairings, link } = this.#parts;
    if (link.isReady) await operations.run({ name: 'unpair' }).catch(() => undefined);
    await pairings.forget();
    link.restart();
  }

  async #saveSite(setting: SiteSetting): Promise<void> {
    const { settings, activity, refresh } = this.#parts;
    // Whoever changes a site that was switched off by itself wants it to be tried again.
    await activity.resume(setting.origin);
    await settings.change((current) => {
      const others = current.sites.filter(({ origin }) => origin !== setting.origin);
      return { ...current, sites: [...others, setting].sort(byOrigin) };
    });
    await refresh();
  }

  async #removeSite(origin: string): Promise<void> {
    const { settings, activity, counts, sites, refresh } = this.#parts;
    await settings.change((current) => ({
      ...current,
      sites: current.sites.filter((site) => site.origin !== origin),
      alwaysAskModel: current.alwaysAskModel.filter((one) => one !== origin),
    }));
    await activity.forget(origin);
    counts.forget(origin);
    await sites.revoke(origin);
    await refresh();
  }

  async #setAlwaysAskModel(origin: string, isOn: boolean): Promise<void> {
    await this.#parts.settings.change((current) => {
      const others = current.alwaysAskModel.filter((one) => one !== origin);
      return { ...current, alwaysAskModel: isOn ? [...others, origin] : others };
    });
  }

  #record(tabId: number, origin: string): void {
    const { hub, teaching } = this.#parts;
    const documents = hub.inTab(tabId).filter(({ identity }) => identity.site === origin);
    if (documents.length === 0)
      throw new Error('AskOnce does not run in this tab yet. Reload the tab, then try again.');
    teaching.begin(origin);
    for (const document of documents) document.recordNext();
  }

  async #import(text: string): Promise<void> {
    const { settings, link, refresh } = this.#parts;
    const imported = importSettings(text);
    const isOtherPort = imported.port !== settings.current.port;
    await settings.change(() => imported);
    await refresh();
    if (isOtherPort) link.restart();
  }
}

function byOrigin(one: SiteSetting, other: SiteSetting): number {
  return one.origin.localeCompare(other.origin);
}
