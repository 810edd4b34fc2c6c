import { readdir, readFile, readlink } from 'node:fs/promises';

const LISTENING = '0A';

/** "node (pid 123)" of whoever listens on the port. Linux only; elsewhere, and without the right to look, undefined. */
export async function portHolder(port: number): Promise<string | undefined> {
  try {
    const sockets = await listeningSockets(port);
    for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
      const descriptors = await readdir(`/proc/${pid}/fd`).catch(() => []);
      for (const descriptor of descriptors) {
        const target = await readlink(`/proc/${pid}/fd/${descriptor}`).catch(() => '');
        if (!sockets.has(target)) continue;
        return `${(await readFile(`/proc/${pid}/comm`, 'utf8')).trim()} (pid ${pid})`;
      }
    }
  } catch {
    // Not Linux, or not allowed: the sentence does without the name.
  }
  return undefined;
}

/** `/proc/net/tcp` rows: local address in field 1 as HEX:PORT, state in 3, inode in 9 (man 5 proc). */
async function listeningSockets(port: number): Promise<Set<string>> {
  const tables = await Promise.all(
    ['tcp', 'tcp6'].map((name) => readFile(`/proc/net/${name}`, 'utf8').catch(() => '')),
  );
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const rows = tables.flatMap((table) => table.split('\n').slice(1)).map((row) => row.trim().split(/\s+/));
  const held = rows.filter((fields) => fields[1]?.endsWith(suffix) && fields[3] === LISTENING);
  return new Set(held.map((fields) => `socket:[${fields[9] ?? ''}]`));
}
