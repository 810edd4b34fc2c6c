import path from 'node:path';
import { freePorts } from './free-ports.ts';
import { milvusLitePython } from './milvus-installation.ts';
import { serverFolder, startServer, type MilvusServer } from './server.ts';

/** Milvus Lite 3.2.2, the one-process relative of Milvus; it knows neither passwords nor TLS. */
export async function startMilvusLite({ dataFolder }: { dataFolder?: string } = {}): Promise<MilvusServer> {
  const python = await milvusLitePython();
  const folder = serverFolder(dataFolder);
  const host = '127.0.0.1';
  const [port] = (await freePorts(1)) as [number];
  const data = path.join(folder.path, 'data');
  return startServer({
    ...{ folder, host, port },
    clientConfig: { address: `${host}:${port}` },
    command: {
      command: python,
      parameters: ['-m', 'milvus_lite', 'server', '--data-dir', data, '--host', host, '--port', String(port)],
      environment: { PYTHONUNBUFFERED: '1' },
    },
  });
}
