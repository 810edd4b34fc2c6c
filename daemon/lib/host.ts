import { BlockList, isIP } from 'node:net';

/** The host as a plain name or address: lower case, IPv6 without its brackets. */
export function hostOf(url: URL): string {
  return url.hostname.toLowerCase().replace(/^\[(.*)\]$/, '$1');
}

/** Whether a host name (without port or brackets) is this machine itself. */
export function isLoopbackHost(host: string): boolean {
  const name = host.toLowerCase().replace(/\.$/, '');
  return name === 'localhost' || name.endsWith('.localhost') || isListed(LOOPBACK, name);
}

/** Whether a host is this machine or one of the user's own network, as far as its name or address tells. */
export function isNearbyHost(host: string): boolean {
  const isLocalName = isIP(host) === 0 && (!host.includes('.') || LOCAL_NAME.test(host));
  return isLoopbackHost(host) || isLocalName || isListed(PRIVATE, host);
}

/** Whether a host means "every address of this machine". */
export function isUnspecified(host: string): boolean {
  return isListed(UNSPECIFIED, host);
}

/** Whether a host is the service that hands out a cloud machine's credentials. */
export function isMetadataHost(host: string): boolean {
  return METADATA_NAMES.has(host.replace(/\.$/, '')) || isListed(METADATA, host);
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
const PRIVATE = blockList(['10.0.0.0', 8], ['172.16.0.0', 12], ['192.168.0.0', 16], ['fc00::', 7]);
/** "host.docker.internal", "desk.lan". */
const LOCAL_NAME = /\.(?:internal|local|lan|home|home\.arpa)\.?$/;

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
