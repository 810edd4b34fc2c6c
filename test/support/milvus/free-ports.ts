import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';

/**
 * Free ports that stay free while nobody listens on them. The kernel hands out ports of its ephemeral range to any
 * outgoing connection, so a server that was killed might not get such a port back: these lie below that range.
 * What this process took once it does not take again.
 */
export async function freePorts(count: number): Promise<number[]> {
  const ports: number[] = [];
  const { lowest, highest } = portRange();
  for (let attempt = 0; ports.length < count; attempt += 1) {
    if (attempt > 10_000) throw new Error(`No ${count} ports between ${lowest} and ${highest} are free.`);
    const port = lowest + Math.floor(Math.random() * (highest - lowest));
    if (taken.has(port) || !(await isFree(port))) continue;
    taken.add(port);
    ports.push(port);
  }
  return ports;
}

const taken = new Set<number>();

function portRange(): { lowest: number; highest: number } {
  let ephemeral = 32_768;
  try {
    const range = readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8');
    ephemeral = Number(range.trim().split(/\s+/)[0]);
  } catch {
    // Not Linux: its usual range begins higher still.
  }
  return ephemeral > 14_000 ? { lowest: 11_000, highest: ephemeral } : { lowest: 20_000, highest: 32_000 };
}

/** Asks for all interfaces, as Milvus does. */
function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => {
      resolve(false);
    });
    server.listen(port, () => {
      server.close(() => {
        resolve(true);
      });
    });
  });
}
