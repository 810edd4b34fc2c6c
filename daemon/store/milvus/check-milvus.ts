import { entriesPlan, unfitness } from './collections.ts';
import { knownHole } from './known-holes.ts';
import { MilvusConnection } from './milvus-client.ts';
import { asMilvusError, type MilvusError } from './milvus-error.ts';
import type { MilvusSettings } from './milvus-settings.ts';

/** What a look at the server has shown, in sentences. */
export interface MilvusCheck {
  /** Undefined where the server could not be asked. */
  serverVersion: string | undefined;
  /** With any of these the cache cannot use the server. */
  faults: string[];
  /** Works, but probably not as meant. */
  warnings: string[];
}

/** How long a person waits for an answer of a server that may not be there. */
const PATIENCE_MS = 5_000;

/** Tries the connection as the daemon would, and changes nothing on the server. Never rejects. */
export async function checkMilvus(settings: MilvusSettings, dimension: number): Promise<MilvusCheck> {
  const check: MilvusCheck = { serverVersion: undefined, faults: [], warnings: [] };
  const patienceMs = Math.min(PATIENCE_MS, settings.connection.timeoutMs);
  let connection: MilvusConnection | undefined;
  try {
    connection = await MilvusConnection.open(settings, { deadlineMs: patienceMs, mayCreate: false });
    check.serverVersion = connection.serverVersion;
    const hole = knownHole(connection.serverVersion);
    if (hole !== undefined) check.warnings.push(hole);
    await checkCollection(connection, { settings, dimension, patienceMs }, check);
  } catch (error) {
    const fault = asMilvusError(error);
    if (fault.fault === 'missing') check.warnings.push(willBeMade(settings));
    else check.faults.push(advise(fault, settings));
  } finally {
    await connection?.close();
  }
  return check;
}

async function checkCollection(
  connection: MilvusConnection,
  { settings, dimension, patienceMs }: { settings: MilvusSettings; dimension: number; patienceMs: number },
  check: MilvusCheck,
): Promise<void> {
  const plan = entriesPlan(settings, dimension);
  const facts = await connection.describe(plan.name, patienceMs);
  if (!facts) {
    check.warnings.push(willBeMade(settings));
    return;
  }
  const fault = unfitness(facts, plan);
  if (fault !== undefined) check.faults.push(fault);
  else if (facts.index && facts.index.type !== plan.index.type) {
    check.warnings.push(
      `Collection "${plan.name}" was made with an index of type ${facts.index.type} and keeps it; the settings say ${plan.index.type}. Choose another collection.name to have that.`,
    );
  }
}

function willBeMade({ connection, collection }: MilvusSettings): string {
  return `Collection "${collection.name}" is not in database "${connection.database}" yet: it is made at the first start.`;
}

/** What is wrong, and what to do about it. */
function advise({ fault, message }: MilvusError, { connection }: MilvusSettings): string {
  const address = `${connection.host}:${connection.port}`;
  switch (fault) {
    case 'unreachable':
      return `Nothing answers as Milvus at ${address} (${message}). Check connection.host and connection.port, that the server runs ("docker compose up -d" starts one), and whether it wants TLS.`;
    case 'tls':
      return `The TLS handshake with ${address} failed (${message}). Check connection.tls: enabled as on the server, ca_file for the authority that signed its certificate, cert_file and key_file where it wants a certificate of ours, server_name where the certificate has another name than the host.`;
    case 'login':
      return connection.login
        ? `Milvus at ${address} does not accept this username and password (${message}). Check connection.auth.`
        : `Milvus at ${address} wants a username and password (${message}). Set connection.auth.`;
    default:
      return `Milvus at ${address} answers, but cannot be used (${message}).`;
  }
}
