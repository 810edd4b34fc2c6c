import { once } from 'node:events';
import { WebSocket } from 'ws';

interface Reply {
  id?: number;
  result?: Record<string, unknown>;
  error?: { message: string };
}

/** The DevTools protocol with nothing in between: it attaches to what a test names, and to nothing else. */
export interface RawCdp {
  send(method: string, parameters?: object, sessionId?: string): Promise<Record<string, unknown>>;
  close(): void;
}

export async function connectRawCdp(url: string): Promise<RawCdp> {
  const socket = new WebSocket(url, { perMessageDeflate: false });
  await once(socket, 'open');
  let lastId = 0;
  const waiting = new Map<
    number,
    { resolve: (value: Record<string, unknown>) => void; reject: (error: Error) => void }
  >();
  socket.on('message', (data: Buffer) => {
    const { id, result, error } = JSON.parse(data.toString()) as Reply;
    const pending = id === undefined ? undefined : waiting.get(id);
    if (!pending || id === undefined) return;
    waiting.delete(id);
    if (error) pending.reject(new Error(error.message));
    else pending.resolve(result ?? {});
  });
  socket.on('close', () => {
    for (const { reject } of waiting.values()) reject(new Error('The browser is gone.'));
  });
  return {
    send(method, parameters = {}, sessionId) {
      lastId += 1;
      const id = lastId;
      const done = new Promise<Record<string, unknown>>((resolve, reject) =>
        waiting.set(id, { resolve, reject }),
      );
      socket.send(JSON.stringify({ id, method, params: parameters, ...(sessionId && { sessionId }) }));
      return done;
    },
    close: () => {
      socket.close();
    },
  };
}
