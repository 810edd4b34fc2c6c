import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { ensureFolder } from '../config/folders.ts';
import type { CliContext } from './cli-context.ts';
import { CommandError, EXIT } from './command-error.ts';
import { downloadFile } from './download-file.ts';
import { MODEL_FILES, modelFolderFaults } from './model-folder.ts';
import { showProgress } from './progress.ts';

/** A repository's id on Hugging Face; nothing that could leave the folder it is joined to. */
const MODEL_ID = /^[A-Za-z0-9][\w.-]*\/[A-Za-z0-9][\w.-]*$/;

/**
 * Fetches a model from Hugging Face (or the mirror in HF_ENDPOINT) into `modelsFolder`/ID. The folder appears when all of
 * it is there and fit for use; what was fetched before an interruption is not fetched again. Resolves with the folder.
 */
export async function downloadModel(context: CliContext, modelsFolder: string, id: string): Promise<string> {
  if (!MODEL_ID.test(id)) {
    throw new CommandError(
      `"${id}" is no model id. Expected OWNER/NAME, such as Xenova/all-MiniLM-L6-v2.`,
      EXIT.usage,
    );
  }
  const folder = path.join(modelsFolder, ...id.split('/'));
  if (existsSync(folder))
    throw new CommandError(`${folder} is there already. Delete it to fetch the model anew.`);
  const incoming = path.join(modelsFolder, '.incoming', id.replace('/', '--'));
  ensureFolder(modelsFolder);

  for (const file of MODEL_FILES) {
    const target = path.join(incoming, file);
    if (existsSync(target)) continue;
    mkdirSync(path.dirname(target), { recursive: true });
    await fetchWithProgress(context, urlOf(context, id, file), target);
  }

  const faults = modelFolderFaults(incoming);
  if (faults.length > 0) {
    rmSync(incoming, { recursive: true });
    throw new CommandError(`What ${id} holds is no model that AskOnce can use: ${faults.join(' ')}`);
  }
  mkdirSync(path.dirname(folder), { recursive: true });
  renameSync(incoming, folder);
  return folder;
}

async function fetchWithProgress(context: CliContext, url: string, target: string): Promise<void> {
  let progress: ReturnType<typeof showProgress> | undefined;
  try {
    await downloadFile({
      url,
      target,
      fetch: context.fetch,
      onProgress: (done, total) => {
        progress ??= showProgress(context, {
          label: path.basename(target),
          total: total ?? 0,
          unit: 'bytes',
        });
        progress.update(done);
      },
    });
  } finally {
    progress?.stop();
  }
}

function urlOf({ environment }: CliContext, id: string, file: string): string {
  const endpoint = environment.HF_ENDPOINT ?? 'https://huggingface.co';
  if (!URL.canParse(endpoint) || !/^https?:/.test(endpoint)) {
    throw new CommandError(
      `HF_ENDPOINT is "${endpoint}": expected an address such as https://huggingface.co`,
      EXIT.usage,
    );
  }
  return `${endpoint.replace(/\/+$/, '')}/${id}/resolve/main/${file}`;
}
