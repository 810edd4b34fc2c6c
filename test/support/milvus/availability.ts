import { isServing } from './is-serving.ts';
import { milvusInstallation, milvusLitePython } from './milvus-installation.ts';
import { runLoudly } from './python-packages.ts';

/**
 * What a group of tests needs: `shared` a plain server that others use too, `own` servers to start and end as it likes,
 * `tls` such servers with certificates, `lite` Milvus Lite.
 */
export type MilvusNeed = 'shared' | 'own' | 'tls' | 'lite';

export interface MilvusAvailability {
  /** The server that ASKONCE_TEST_MILVUS names. */
  named?: { host: string; port: number };
  /** Why a need cannot be met here; it can be met where there is no reason. */
  reasons: Partial<Record<MilvusNeed, string>>;
}

/** Finds out what can be had here, and installs it where it is not yet: minutes for the first time, then nothing. */
export async function milvusAvailability(): Promise<MilvusAvailability> {
  const named = process.env.ASKONCE_TEST_MILVUS;
  if (named) return availabilityOf(named);
  const server = whyNoBinary() ?? (await failureOf(milvusInstallation));
  const tls = server ?? (await failureOf(() => runLoudly('openssl', ['version'])));
  const lite = await failureOf(milvusLitePython);
  return {
    reasons: {
      ...(server && { shared: server, own: server }),
      ...(tls && { tls }),
      ...(lite && { lite }),
    },
  };
}

async function availabilityOf(address: string): Promise<MilvusAvailability> {
  const { hostname: host, port } = new URL(`tcp://${address}`);
  if (port === '') throw new Error(`ASKONCE_TEST_MILVUS is "${address}"; it takes host:port.`);
  if (!(await isServing({ address }))) {
    throw new Error(
      `ASKONCE_TEST_MILVUS names ${address}, where no healthy Milvus answers without a password.`,
    );
  }
  const reason = `ASKONCE_TEST_MILVUS names ${address} as the only server, and tests may not end or pause that one.`;
  return { named: { host, port: Number(port) }, reasons: { own: reason, tls: reason, lite: reason } };
}

/** The package has binaries for one kind of machine that we use. */
function whyNoBinary(): string | undefined {
  const here = `${process.platform} ${process.arch}`;
  if (here !== 'linux x64') return `Milvus 2.3.5 as a Python package is for linux x64, and this is ${here}.`;
  const { header } = process.report.getReport() as { header: { glibcVersionRuntime?: string } };
  return header.glibcVersionRuntime === undefined ? 'Milvus needs glibc, which this Linux lacks.' : undefined;
}

async function failureOf(attempt: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await attempt();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
