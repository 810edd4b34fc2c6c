import { isIP } from 'node:net';
import { hostOf, isLoopbackHost, isMetadataHost, isUnspecified } from '../lib/host.ts';

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

/** Whether a request to `text` would arrive at a daemon that listens on `host`:`port`. */
export function pointsTo(text: string, { host, port }: { host: string; port: number }): boolean {
  const url = parse(text);
  if (!url) return false;
  const urlPort = Number(url.port) || (url.protocol === 'https:' ? 443 : 80);
  const isSameHost =
    isLoopbackHost(hostOf(url)) || isUnspecified(hostOf(url)) || hostOf(url) === host.toLowerCase();
  return isSameHost && urlPort === port;
}

function parse(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}
