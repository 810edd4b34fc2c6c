import { systemClock } from './clock';
import { ExtensionWorker } from './extension-worker';

/** The worker over the browser that it runs in. */
export function browserWorker(): ExtensionWorker {
  const { runtime, storage, scripting, permissions, action } = chrome;
  const ownUrl = runtime.getURL('');
  const isFirefox = ownUrl.startsWith('moz-extension:');
  // Bridges run beside hostile pages and have no business with the pairing; Firefox cannot be told so.
  if (!isFirefox) void storage.local.setAccessLevel({ accessLevel: 'TRUSTED_CONTEXTS' });
  return new ExtensionWorker({
    clock: systemClock,
    random: Math.random,
    newId: () => crypto.randomUUID(),
    local: storage.local,
    openSocket: (url) => new WebSocket(url),
    identity: {
      origin: ownUrl.replace(/\/$/, ''),
      version: runtime.getManifest().version,
      browser: isFirefox ? 'Firefox' : 'Chrome',
    },
    extensionId: runtime.id,
    scripting,
    permissions,
    knowsPorts: !isFirefox,
    touchBrowser: () => void runtime.getPlatformInfo(),
    showBadge: ({ text, title, color }, tabId) => {
      const tab = tabId === undefined ? {} : { tabId };
      const shown = [
        action.setBadgeText({ ...tab, text }),
        action.setBadgeBackgroundColor({ ...tab, color }),
        action.setTitle({ ...tab, title }),
      ];
      // The tab may be gone by now.
      for (const one of shown) one.catch(() => undefined);
    },
  });
}
