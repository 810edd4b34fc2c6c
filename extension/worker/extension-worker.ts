import type { DaemonMessage, SiteSetting } from '../../shared/protocol';
import { badgeFor, type Badge } from './badge';
import { bufferedPort } from './buffered-port';
import type { Clock } from './clock';
import { Counts } from './counts';
import { DaemonLink } from './daemon-link';
import type { WebSocketLike } from './daemon-socket';
import type { Identity } from './handshake';
import { Operations } from './operations';
import { PairingStore } from './pairing-store';
import { PortHub } from './port-hub';
import type { RuntimePort } from './runtime-port';
import { ScreenDesk } from './screen-desk';
import { isOwnPage, type MessageSender } from './screen-message-schema';
import { SettingsStore } from './settings-store';
import { SidePanelHub } from './side-panel-hub';
import { SiteActivity } from './site-activity';
import { Sites, type SitesOptions } from './sites';
import type { StorageArea } from './storage-area';
import { TeachingDesk } from './teaching';

export interface WorkerOptions extends SitesOptions {
  clock: Clock;
  random: () => number;
  newId: () => string;
  local: StorageArea;
  openSocket: (url: string) => WebSocketLike;
  identity: Omit<Identity, 'host'>;
  extensionId: string;
  touchBrowser: () => void;
  /** Of one tab, or of all that have none of their own. */
  showBadge: (badge: Badge, tabId?: number) => void;
}

/** The background with its parts put together; the only place that does so. */
export class ExtensionWorker {
  readonly #options: WorkerOptions;
  readonly #pairings: PairingStore;
  readonly #counts: Counts;
  readonly #activity: SiteActivity;
  readonly #sites: Sites;
  readonly #settings: SettingsStore;
  readonly #link: DaemonLink;
  readonly #operations: Operations;
  readonly #sidePanels: SidePanelHub;
  readonly #hub: PortHub;
  readonly #desk: ScreenDesk;
  /** Resolves when settings, pairing, counts and grants are read. */
  readonly ready: Promise<void>;

  constructor(options: WorkerOptions) {
    const { clock, local, newId } = options;
    this.#options = options;
    this.#pairings = new PairingStore(local);
    this.#counts = new Counts(local, clock);
    this.#activity = new SiteActivity(local, clock);
    this.#sites = new Sites(options);
    this.#settings = new SettingsStore(local, () => {
      this.#settingsChanged();
    });
    this.#link = this.#createLink();
    this.#operations = new Operations({ clock, newId, link: this.#link, activity: this.#activity });
    const teaching = new TeachingDesk((operation) => this.#operations.run(operation));
    this.#sidePanels = new SidePanelHub({ newId, now: () => clock.now(), link: this.#link });
    this.#hub = this.#createHub(teaching);
    this.#desk = new ScreenDesk({
      ...{ link: this.#link, pairings: this.#pairings, settings: this.#settings, sites: this.#sites },
      ...{ counts: this.#counts, activity: this.#activity, operations: this.#operations },
      ...{ teaching, hub: this.#hub, refresh: () => this.#refresh() },
    });
    this.ready = this.#start();
  }

  /** To be called at once when the browser says that a port was opened. */
  connectPort(port: RuntimePort): void {
    const { name, sender } = port;
    const buffered = bufferedPort(port, this.ready);
    void this.ready.then(() => {
      if (name === 'page') this.#hub.connect(buffered);
      else if (name === 'side-panel' && this.#isOwnPage(sender)) this.#sidePanels.connect(buffered);
      else port.disconnect();
    });
  }

  /** Undefined where the sender may ask nothing. */
  answer(message: unknown, sender: MessageSender): Promise<unknown> | undefined {
    if (!this.#isOwnPage(sender)) return undefined;
    return this.ready.then(() => this.#desk.answer(message));
  }

  /** The browser grants more, or less, than before. */
  grantsChanged(): Promise<void> {
    return this.ready.then(() => this.#refresh());
  }

  async #start(): Promise<void> {
    await Promise.all([
      this.#settings.load(),
      this.#pairings.load(),
      this.#counts.load(),
      this.#activity.load(),
    ]);
    this.#link.connectNow();
    await this.#refresh();
  }

  #isOwnPage(sender: MessageSender | undefined): boolean {
    const { extensionId, identity } = this.#options;
    return isOwnPage(sender, extensionId, `${identity.origin}/`);
  }

  #createLink(): DaemonLink {
    return new DaemonLink({
      ...{ ...this.#options, pairings: this.#pairings, port: () => this.#settings.current.port },
      onReady: () => {
        this.#sendSites();
      },
      onMessage: (message) => {
        this.#route(message);
      },
      onGone: () => {
        this.#hub.daemonGone();
        this.#sidePanels.daemonGone();
        this.#operations.daemonGone();
      },
      onState: () => {
        this.#showBadges();
      },
    });
  }

  #createHub(teaching: TeachingDesk): PortHub {
    const { extensionId, newId, clock } = this.#options;
    return new PortHub({
      ...{ extensionId, newId, clock, link: this.#link, counts: this.#counts, activity: this.#activity },
      siteThatIsOn: (origin) => this.#siteThatIsOn(origin),
      isPaused: () => this.#settings.current.isPaused,
      asksModelAlways: (origin) => this.#settings.current.alwaysAskModel.includes(origin),
      onRecorded: (site, exchange) => void teaching.recorded(site, exchange),
      onSuspended: () => void this.#refresh(),
      onTabChanged: (tabId) => {
        this.#showBadge(tabId);
      },
    });
  }

  #siteThatIsOn(origin: string): SiteSetting | undefined {
    const site = this.#settings.current.sites.find((one) => one.origin === origin);
    return site && this.#isWanted(site) && this.#sites.isGranted(origin) ? site : undefined;
  }

  #isWanted({ origin, mode }: SiteSetting): boolean {
    return mode !== 'off' && !this.#activity.of(origin).isSuspended;
  }

  #route(message: DaemonMessage): void {
    if (message.type === 'rules') this.#hub.setRules(message.sites);
    else if (!this.#operations.take(message) && !this.#hub.take(message)) this.#sidePanels.take(message);
  }

  #sendSites(): void {
    const sites = this.#settings.current.sites.filter(({ origin }) => this.#siteThatIsOn(origin));
    this.#link.send({ type: 'sites', sites });
  }

  /** What the browser registers and grants, what pages are told and what the daemon is told: all follow the settings. */
  async #refresh(): Promise<void> {
    const all = this.#settings.current.sites;
    const wanted = all.filter((site) => this.#isWanted(site));
    await this.#sites.register(wanted, all);
    this.#settingsChanged();
  }

  #settingsChanged(): void {
    this.#hub.settingsChanged();
    this.#sendSites();
    this.#showBadges();
  }

  #showBadges(): void {
    this.#showBadge();
    for (const tabId of this.#hub.tabs()) this.#showBadge(tabId);
  }

  #showBadge(tabId?: number): void {
    const documents = tabId === undefined ? [] : this.#hub.inTab(tabId);
    const badge = badgeFor({
      connection: this.#link.state.kind,
      isPaused: this.#settings.current.isPaused,
      isOn: documents.length > 0,
      answered: documents.reduce((total, { answered }) => total + answered, 0),
    });
    this.#options.showBadge(badge, tabId);
  }
}
