/**
 * What the built manifest may and must say, for each browser. A manifest that asks for more, or forgets a limit, fails
 * the build with a sentence for each fault.
 */
const PERMISSIONS = ['activeTab', 'contextMenus', 'scripting', 'storage'];
const FORBIDDEN_KEYS = ['host_permissions', 'externally_connectable', 'content_scripts', 'incognito', 'key'];

/**
 * @param {Record<string, any>} manifest as built
 * @param {'chrome' | 'firefox'} browser
 * @returns {string[]} faults in words; empty where there is none
 */
function faultsOf(manifest, browser) {
  const faults = [];
  const must = (holds, fault) => {
    if (!holds) faults.push(fault);
  };
  const allowed = browser === 'chrome' ? [...PERMISSIONS, 'sidePanel'] : PERMISSIONS;
  const sorted = (list = []) => [...list].sort().join(', ');

  must(manifest.manifest_version === 3, 'manifest_version is not 3');
  must(
    sorted(manifest.permissions) === sorted(allowed),
    `permissions are [${sorted(manifest.permissions)}], not [${sorted(allowed)}]`,
  );
  must(
    sorted(manifest.optional_host_permissions) === '*://*/*',
    'optional_host_permissions is not exactly "*://*/*"',
  );
  for (const key of FORBIDDEN_KEYS) must(manifest[key] === undefined, `"${key}" must not be there`);
  for (const { resources = [] } of manifest.web_accessible_resources ?? []) {
    must(resources.length === 0, `pages could load ${resources.join(', ')} (web_accessible_resources)`);
  }
  faults.push(...policyFaults(manifest), ...(browser === 'chrome' ? chromeFaults : firefoxFaults)(manifest));
  return faults;
}

/** The default policy of Firefox turns ws:// into wss:// and so breaks the socket silently; ours must be stated. */
function policyFaults(manifest) {
  const policy = manifest.content_security_policy?.extension_pages ?? '';
  const faults = [];
  if (!policy.includes("script-src 'self'")) faults.push("the content security policy lacks script-src 'self'");
  if (!/connect-src ws:\/\/127\.0\.0\.1:\*(;|$)/.test(policy)) {
    faults.push('the content security policy must allow connections to ws://127.0.0.1 and nothing else');
  }
  if (/upgrade-insecure-requests|unsafe-|https?:/.test(policy)) {
    faults.push('the content security policy holds upgrade-insecure-requests, unsafe-* or a remote address');
  }
  return faults;
}

function chromeFaults(manifest) {
  const faults = [];
  if (manifest.minimum_chrome_version !== '116') faults.push('minimum_chrome_version is not 116');
  if (!manifest.side_panel?.default_path) faults.push('there is no side panel');
  if (!manifest.background?.service_worker) faults.push('there is no service worker');
  return faults;
}

function firefoxFaults(manifest) {
  const gecko = manifest.browser_specific_settings?.gecko ?? {};
  const faults = [];
  if (!gecko.id) faults.push('browser_specific_settings.gecko.id is missing');
  if (gecko.strict_min_version !== '128.0') faults.push('gecko.strict_min_version is not 128.0');
  if (!gecko.data_collection_permissions?.required?.length) {
    faults.push('gecko.data_collection_permissions is missing');
  }
  if (manifest.minimum_chrome_version !== undefined) faults.push('Firefox warns of minimum_chrome_version');
  if (!manifest.sidebar_action?.default_panel) faults.push('there is no sidebar');
  return faults;
}

module.exports = { faultsOf };
