/** First releases without either hole, by line; lines before these have no fix for both. */
const FIRST_SAFE: readonly (readonly [major: number, minor: number, patch: number])[] = [
  [2, 5, 27],
  [2, 6, 10],
];

/**
 * What an attacker may do to a server of this version, in a sentence; undefined where nothing is known. CVE-2025-64513
 * (a forged header passes for any user; fixed in 2.4.24, 2.5.21, 2.6.5) and CVE-2026-26190 (port 9091 asks for no
 * password; fixed in 2.5.27, 2.6.10).
 */
export function knownHole(version: string): string | undefined {
  const [, major, minor, patch] = (/^v?(\d+)\.(\d+)\.(\d+)/.exec(version) ?? []).map(Number);
  if (major === undefined || minor === undefined || patch === undefined) return undefined;
  const newest = FIRST_SAFE.at(-1);
  if (newest && (major > newest[0] || (major === newest[0] && minor > newest[1]))) return undefined;
  const line = FIRST_SAFE.find(([safeMajor, safeMinor]) => safeMajor === major && safeMinor === minor);
  if (line && patch >= line[2]) return undefined;
  return `Milvus ${version} lets others in without a password (CVE-2025-64513, CVE-2026-26190): update it to 2.5.27, 2.6.10 or newer, and let nobody else reach its ports, 9091 above all.`;
}
