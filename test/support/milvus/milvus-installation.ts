import { cpSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { cachedFolder } from './cached-folder.ts';
import { installPackages, pythonOf, runLoudly } from './python-packages.ts';

const MILVUS = 'milvus==2.3.5';
const MILVUS_LITE = ['milvus-lite==3.2.2', 'pymilvus==3.0.2'];

export interface MilvusInstallation {
  /** The binary of the server and its libraries. */
  binFolder: string;
  /** The package's own configuration, with `{{ name(type): default }}` in places. */
  configTemplate: string;
  glogConfig: string;
}

/**
 * Milvus 2.3.5 out of its Python package. The package's own launcher unpacks 246 MB into every data folder and keeps
 * the ports of its etcd to itself; unpacked once here, the binary is started without it.
 */
export async function milvusInstallation(): Promise<MilvusInstallation> {
  const folder = await cachedFolder('milvus-2.3.5', async (unfinished) => {
    const environment = path.join(unfinished, 'environment');
    const python = await installPackages(environment, [MILVUS]);
    const unpack =
      'import sys, milvus; milvus._initialize_data_files(sys.argv[1]); print(milvus.__path__[0])';
    const module = (await runLoudly(python, ['-c', unpack, unfinished])).trim();
    mkdirSync(path.join(unfinished, 'configs'));
    for (const file of ['config.yaml.template', 'glog.conf']) {
      cpSync(path.join(module, 'data', file), path.join(unfinished, 'configs', file));
    }
    rmSync(environment, { recursive: true });
  });
  return {
    binFolder: path.join(folder, 'bin'),
    configTemplate: path.join(folder, 'configs', 'config.yaml.template'),
    glogConfig: path.join(folder, 'configs', 'glog.conf'),
  };
}

/** Milvus Lite, which is a Python program. Returns the interpreter that has it. */
export async function milvusLitePython(): Promise<string> {
  return pythonOf(
    await cachedFolder('milvus-lite-3.2.2', async (unfinished) => {
      await installPackages(unfinished, MILVUS_LITE);
    }),
  );
}
