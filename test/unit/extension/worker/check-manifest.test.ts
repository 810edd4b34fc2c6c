import { expect, it } from 'vitest';
import { faultsOf } from '../../../../extension/build/check-manifest.cjs';

const COMMON = {
  manifest_version: 3,
  optional_host_permissions: ['*://*/*'],
  content_security_policy: {
    extension_pages: "default-src 'self'; script-src 'self'; connect-src ws://127.0.0.1:*; object-src 'none'",
  },
};
const PERMISSIONS = ['activeTab', 'contextMenus', 'scripting', 'storage'];
const CHROME = {
  ...COMMON,
  permissions: [...PERMISSIONS, 'sidePanel'],
  minimum_chrome_version: '116',
  side_panel: { default_path: 'sidepanel.html' },
  background: { service_worker: 'index.js' },
};
const FIREFOX = {
  ...COMMON,
  permissions: PERMISSIONS,
  sidebar_action: { default_panel: 'sidepanel.html' },
  browser_specific_settings: {
    gecko: {
      ...{ id: 'a@b', strict_min_version: '128.0' },
      data_collection_permissions: { required: ['websiteContent'] },
    },
  },
};

it('finds no fault with a minimal manifest', () => {
  expect(faultsOf(CHROME, 'chrome')).toEqual([]);
  expect(faultsOf(FIREFOX, 'firefox')).toEqual([]);
});

it.each([
  ['one permission more', { permissions: [...CHROME.permissions, 'tabs'] }],
  ['hosts from the start', { host_permissions: ['<all_urls>'] }],
  ['a static content script', { content_scripts: [{ matches: ['https://a/*'], js: ['a.js'] }] }],
  ['web pages that may speak to it', { externally_connectable: { matches: ['https://a/*'] } }],
  ['files for every page', { web_accessible_resources: [{ resources: ['*'], matches: ['<all_urls>'] }] }],
  [
    'an upgrade of its own socket',
    policyOf("script-src 'self'; upgrade-insecure-requests; connect-src ws://127.0.0.1:*"),
  ],
  ['remote connections', policyOf("script-src 'self'; connect-src ws://127.0.0.1:* wss://a.example")],
  ['eval', policyOf("script-src 'self' 'unsafe-eval'; connect-src ws://127.0.0.1:*")],
  ['older browsers', { minimum_chrome_version: '110' }],
  ['a say in private windows', { incognito: 'split' }],
])('finds a fault with %s', (_name, change) => {
  expect(faultsOf({ ...CHROME, ...change }, 'chrome')).toHaveLength(1);
});

it('finds a fault with a Firefox manifest that does not say what data it takes', () => {
  const { id, strict_min_version } = FIREFOX.browser_specific_settings.gecko;
  const browser_specific_settings = { gecko: { id, strict_min_version } };
  expect(faultsOf({ ...FIREFOX, browser_specific_settings }, 'firefox')).toHaveLength(1);
});

function policyOf(extension_pages: string): object {
  return { content_security_policy: { extension_pages } };
}
