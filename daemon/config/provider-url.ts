import { BlockList, isIP } from 'node:net';

/** What is wrong with the address of a model's API, as a sentence; undefined where nothing is. */
export function providerUrlFault(text: string): string | undefined {
  const url = parse(text);
  if (!url || !/^https?:$/.test(url.protocol)) {
    return 'expected an http:// or https:// address such as http://127.0.0.1:11434/v1';
  }
  if (url.username || url.password) {
    return 'a name or password in an address ends up in logs: put the key into api_key instead';
  }
  if (url.search || url.hash) {
    return 'expected an address without "?" or "#": the path of each request is added to its end';
  }
  if (isMetadataHost(hostOf(url))) {
    return 'this is the metadata service of a cloud machine, which hands out credentials: no model is served there';
  }
  // WHATWG URLs turn 2130706433, 0x7f.1 and 017700000001 into 127.0.0.1: what is meant must be readable as written.
  if (isIP(hostOf(url)) === 4 && !text.includes(hostOf(url))) {
    return `write the address in its usual form: ${hostOf(url)}`;
  }
  return undefined;
}

/** Whether a host name (without port or brackets) is this machine itself. */
export function isLoopbackHost(host: string): boolean {
  const name = host.toLowerCase().replace(/\.$/, '');
  return name === 'localhost' || name.endsWith('.localhost') || isListed(LOOPBACK, name);
}

/** Whether a request to `text` would arrive at a daemon that listens on `host`:`port`. */
export function pointsTo(text: string, { host, port }: { host: string; port: number }): boolean {
  const url = parse(text);
  if (!url) return false;
  const urlPort = Number(url.port) || (url.protocol === 'https:' ? 443 : 80);
  const isSameHost =
    isLoopbackHost(hostOf(url)) || isUnspecified(hostOf(url)) || hostOf(url) === host.toLowerCase();
  return isSameHost && urlPort === port;
}

/** Whether a host means "every address of this machine". */
export function isUnspecified(host: string): boolean {
  return isListed(UNSPECIFIED, host);
}

/** The host as a plain name or address: lower case, IPv6 without its brackets. */
export function hostOf(url: URL): string {
  return url.hostname.toLowerCase().replace(/^\[(.*)\]$/, '$1');
}

const METADATA_NAMES = new Set([
  'metadata',
  'metadata.google.internal',
  'metadata.goog',
  'instance-data',
  'instance-data.ec2.internal',
]);
const METADATA = blockList(
  ['169.254.0.0', 16],
  ['100.100.100.200', 32],
  ['fd00:ec2::254', 128],
  ['fe80::', 10],
);
const LOOPBACK = blockList(['127.0.0.0', 8], ['::1', 128]);
const UNSPECIFIED = blockList(['0.0.0.0', 32], ['::', 128]);

function isMetadataHost(host: string): boolean {
  return METADATA_NAMES.has(host.replace(/\.$/, '')) || isListed(METADATA, host);
}

/** Whether `host` is an address of the list; IPv4 addresses mapped into IPv6 count as what they mean. */
function isListed(list: BlockList, host: string): boolean {
  const family = isIP(host);
  return family !== 0 && list.check(host, family === 4 ? 'ipv4' : 'ipv6');
}

function blockList(...subnets: [address: string, prefix: number][]): BlockList {
  const list = new BlockList();
  for (const [address, prefix] of subnets) {
    list.addSubnet(address, prefix, isIP(address) === 4 ? 'ipv4' : 'ipv6');
  }
  return list;
}

function parse(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}
