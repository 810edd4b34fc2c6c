import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePorts } from './milvus/free-ports.ts';

/** A TCP proxy that misbehaves on demand. A mode holds for open connections and new ones, until the next. */
export interface ChaosProxy {
  host: string;
  port: number;
  /** `host:port` */
  address: string;
  /** How many connections clients have open. */
  connections(): number;
  /** Hands everything on; what `hang` held back arrives now. */
  pass(): Promise<void>;
  /** Resets all connections and refuses new ones. */
  refuse(): Promise<void>;
  /** Accepts and reads, and nothing comes out at either end. */
  hang(): Promise<void>;
  /** Each chunk arrives that much later. */
  delay(delayMs: number): Promise<void>;
  close(): Promise<void>;
}

type Mode = { name: 'pass' | 'hang' | 'refuse' } | { name: 'delay'; delayMs: number };

export async function startChaosProxy(target: { host: string; port: number }): Promise<ChaosProxy> {
  const host = '127.0.0.1';
  const [port] = (await freePorts(1)) as [number];
  const gate = createGate();
  const sockets = new Set<Socket>();
  let clients = 0;

  const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    const upstream = connect({ ...target, allowHalfOpen: true, noDelay: true });
    clients += 1;
    client.once('close', () => (clients -= 1));
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
    }
    relay(client, upstream, gate);
    relay(upstream, client, gate);
  });
  async function change(mode: Mode): Promise<void> {
    gate.change(mode);
    if (mode.name !== 'refuse') {
      await listen(server, port, host);
      return;
    }
    for (const socket of sockets) socket.resetAndDestroy();
    await stopListening(server);
  }

  await change({ name: 'pass' });
  return {
    ...{ host, port, address: `${host}:${port}` },
    connections: () => clients,
    pass: () => change({ name: 'pass' }),
    hang: () => change({ name: 'hang' }),
    refuse: () => change({ name: 'refuse' }),
    delay: (delayMs) => change({ name: 'delay', delayMs }),
    close: () => change({ name: 'refuse' }),
  };
}

/** Hands on what `from` sends, its end or its failure, in order, each through the gate. */
function relay(from: Socket, to: Socket, gate: Gate): void {
  let last = Promise.resolve();
  const inOrder = (step: () => void): void => {
    const due = gate.dueAt();
    last = last.then(() => gate.open(due)).then(step);
  };
  from.on('data', (chunk: Buffer) => {
    inOrder(() => to.writable && to.write(chunk));
  });
  from.on('end', () => {
    inOrder(() => to.end());
  });
  // 'close' follows, and tells the other side.
  from.on('error', () => undefined);
  from.on('close', (hadError) => {
    if (hadError) inOrder(() => to.resetAndDestroy());
  });
}

interface Gate {
  change(mode: Mode): void;
  /** When what came now is to go on. */
  dueAt(): number;
  /** Resolves when that time has come and nothing holds it back. */
  open(dueAt: number): Promise<void>;
}

function createGate(): Gate {
  let mode: Mode = { name: 'pass' };
  let waiting: (() => void)[] = [];
  return {
    change(next) {
      mode = next;
      if (mode.name === 'hang') return;
      for (const release of waiting) release();
      waiting = [];
    },
    dueAt: () => (mode.name === 'delay' ? Date.now() + mode.delayMs : 0),
    async open(dueAt) {
      const restMs = dueAt - Date.now();
      if (restMs > 0) await sleep(restMs);
      while (mode.name === 'hang') await new Promise<void>((resolve) => waiting.push(resolve));
    },
  };
}

async function listen(server: Server, port: number, host: string): Promise<void> {
  if (server.listening) return;
  server.listen(port, host);
  await once(server, 'listening');
}

async function stopListening(server: Server): Promise<void> {
  if (!server.listening) return;
  server.close();
  await once(server, 'close');
}
