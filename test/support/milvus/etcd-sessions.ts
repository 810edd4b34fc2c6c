import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * The parts of Milvus hold leases in its etcd. After a SIGKILL the next run waits until those of the last one are over
 * (`common.session.ttl`, 30 s, and a little), as it would after a real crash. A test has no use for that wait, and a
 * shorter lease would end a server that is merely paused: so the dead run's sessions are deleted.
 */
export interface EtcdSessions {
  /** To be called when the server serves: what is there now belongs to the run under way. */
  remember(): Promise<void>;
  /** To be called while the next run starts: deletes what was remembered as soon as etcd answers. */
  forget(signal: AbortSignal): Promise<void>;
}

/** `by-dev/meta` is Milvus's `etcd.rootPath` and `etcd.metaSubPath`. `session/id` counts the runs and must stay. */
const PREFIX = 'by-dev/meta/session/';
const COUNTER = `${PREFIX}id`;

interface Found {
  header: { revision: string };
  kvs?: { key: string; create_revision: string }[];
}

/** `file` keeps what is remembered, for whoever starts a server on the same data. */
export function etcdSessions(port: number, file: string): EtcdSessions {
  async function call(operation: string, body: object): Promise<unknown> {
    const url = `http://127.0.0.1:${port}/v3/kv/${operation}`;
    const reply = await fetch(url, {
      method: 'POST',
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(2_000),
    });
    if (!reply.ok) throw new Error(`etcd answered ${reply.status} ${await reply.text()}`);
    return reply.json();
  }
  async function find(): Promise<Found> {
    const end = `${PREFIX.slice(0, -1)}${String.fromCharCode('/'.charCodeAt(0) + 1)}`;
    return (await call('range', { key: base64(PREFIX), range_end: base64(end) })) as Found;
  }

  return {
    async remember() {
      writeFileSync(file, (await find()).header.revision);
    },
    async forget(signal) {
      const lastRevision = readRevision(file);
      while (!signal.aborted) {
        try {
          for (const { key, create_revision: created } of (await find()).kvs ?? []) {
            if (key !== base64(COUNTER) && BigInt(created) <= lastRevision)
              await call('deleterange', { key });
          }
          return;
        } catch {
          // It does not listen yet.
          await sleep(50);
        }
      }
    },
  };
}

function readRevision(file: string): bigint {
  try {
    return BigInt(readFileSync(file, 'utf8'));
  } catch {
    // The first run on this data.
    return 0n;
  }
}

const base64 = (text: string): string => Buffer.from(text).toString('base64');
