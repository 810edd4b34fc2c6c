import {
  createWriteStream,
  existsSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { CommandError } from './command-error.ts';

export interface DownloadOptions {
  url: string;
  /** Appears when it is whole. Until then its bytes are in TARGET.part, and what they are part of in TARGET.part.tag. */
  target: string;
  fetch: typeof globalThis.fetch;
  /** Bytes so far, and in all where the server says so. */
  onProgress: (done: number, total: number | undefined) => void;
}

/** Fetches a file; goes on where an earlier try was cut off, if the server still has the same file. Throws a CommandError. */
export async function downloadFile({ url, target, fetch, onProgress }: DownloadOptions): Promise<void> {
  const partial = `${target}.part`;
  const tagFile = `${partial}.tag`;
  const had = resumable(partial, tagFile);
  const response = await open(url, fetch, had);
  const isResumed = response.status === 206 && had !== undefined && startsAt(response, had.bytes);
  const tag = response.headers.get('etag');
  if (!isResumed) rmSync(tagFile, { force: true });
  if (tag !== null) writeFileSync(tagFile, tag);

  const offset = isResumed ? had.bytes : 0;
  const expected = expectedBytes(response, offset);
  let done = offset;
  const { body } = response;
  if (!body) throw new CommandError(`${url} answered without content.`);
  async function* counted(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      done += chunk.length;
      onProgress(done, expected);
      yield chunk;
    }
  }
  try {
    await pipeline(body, counted, createWriteStream(partial, { flags: isResumed ? 'a' : 'w' }));
  } catch (error) {
    throw new CommandError(
      `${url} broke off after ${done} bytes. Run the same command again to go on from there.`,
      1,
      { cause: error },
    );
  }
  if (expected !== undefined && done !== expected) {
    rmSync(partial);
    throw new CommandError(`${url} sent ${done} bytes instead of ${expected}. Nothing was kept; try again.`);
  }
  renameSync(partial, target);
  rmSync(tagFile, { force: true });
}

interface Had {
  bytes: number;
  tag: string;
}

/** Bytes of an earlier try, where it is known of which version of the file they are. */
function resumable(partial: string, tagFile: string): Had | undefined {
  if (!existsSync(partial) || !existsSync(tagFile)) return undefined;
  const tag = readFileSync(tagFile, 'utf8');
  const bytes = statSync(partial).size;
  // A weak tag does not promise the same bytes (RFC 9110, section 13.1.5).
  return bytes === 0 || tag.startsWith('W/') ? undefined : { bytes, tag };
}

async function open(url: string, fetch: typeof globalThis.fetch, had: Had | undefined): Promise<Response> {
  // Unpacked on the way, a file would have another length than announced.
  const headers = {
    'accept-encoding': 'identity',
    ...(had && { range: `bytes=${had.bytes}-`, 'if-range': had.tag }),
  };
  let response: Response;
  try {
    response = await fetch(url, { headers });
  } catch (error) {
    throw new CommandError(
      `${url} cannot be reached. Check the network, or name a mirror in HF_ENDPOINT.`,
      1,
      { cause: error },
    );
  }
  if (response.ok) return response;
  await response.body?.cancel();
  // Nothing is left to fetch, or the file has become shorter: begin again.
  if (response.status === 416 && had) return open(url, fetch, undefined);
  throw new CommandError(refusal(url, response.status));
}

function refusal(url: string, status: number): string {
  if (status === 404) {
    return `${url} does not exist. Choose a repository with ONNX weights, such as Xenova/all-MiniLM-L6-v2.`;
  }
  if (status === 401 || status === 403)
    return `${url} needs a login, which AskOnce does not do. Choose an open model, or add a folder with: askonce models add PATH`;
  return `${url} answered with status ${status}. Try again later.`;
}

function startsAt(response: Response, offset: number): boolean {
  return response.headers.get('content-range')?.startsWith(`bytes ${offset}-`) ?? false;
}

function expectedBytes(response: Response, offset: number): number | undefined {
  const length = response.headers.get('content-length');
  return length === null || response.headers.has('content-encoding') ? undefined : offset + Number(length);
}
