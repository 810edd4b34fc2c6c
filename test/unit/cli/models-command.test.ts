import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { testCli, type TestCli } from '../../support/cli-context.ts';
import { containing } from '../../support/matchers.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const FILES: Record<string, Buffer> = {
  'config.json': Buffer.from('{"hidden_size":384}'),
  'tokenizer.json': Buffer.from('{"model":{"type":"WordPiece"}}'),
  'tokenizer_config.json': Buffer.from('{}'),
  'onnx/model_quantized.onnx': Buffer.alloc(300_000, 8),
};

interface Mirror {
  url: string;
  /** Requests, as "PATH RANGE". */
  asked: string[];
  /** Cuts the connection after so many bytes of the weights. */
  cutAfter: number | undefined;
  files: Record<string, Buffer>;
  hasRanges: boolean;
}

/** A server in the place of Hugging Face, which redirects weights as that does. */
async function startMirror(): Promise<Mirror> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://mirror');
    const range = request.headers.range;
    mirror.asked.push(`${pathname} ${range ?? ''}`.trim());
    const name = pathname.replace(/^\/(org\/model\/resolve\/main|cdn)\//, '');
    const file = mirror.files[name];
    if (!file) return response.writeHead(404).end('Entry not found');
    if (name.endsWith('.onnx') && !pathname.startsWith('/cdn/'))
      return response.writeHead(302, { location: `/cdn/${name}` }).end();
    const etag = `"${createHash('sha256').update(file).digest('hex')}"`;
    const offset =
      mirror.hasRanges && request.headers['if-range'] === etag
        ? Number(/\d+/.exec(range ?? '')?.[0] ?? 0)
        : 0;
    if (offset > file.length - 1)
      return response.writeHead(416, { 'content-range': `bytes */${file.length}` }).end();
    response.writeHead(offset > 0 ? 206 : 200, {
      etag,
      'content-length': file.length - offset,
      ...(offset > 0 ? { 'content-range': `bytes ${offset}-${file.length - 1}/${file.length}` } : {}),
    });
    if (mirror.cutAfter === undefined || !name.endsWith('.onnx')) return response.end(file.subarray(offset));
    return response.write(file.subarray(offset, offset + mirror.cutAfter), () => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const mirror: Mirror = {
    url: `http://127.0.0.1:${port}`,
    asked: [],
    cutAfter: undefined,
    files: { ...FILES },
    hasRanges: true,
  };
  return mirror;
}

function cliFor(mirror: Mirror): TestCli & { models: string } {
  const cli = testCli({ environment: { HF_ENDPOINT: mirror.url }, fetch: globalThis.fetch });
  return { ...cli, models: path.join(cli.context.environment.ASKONCE_DATA_FOLDER ?? '', 'models') };
}

describe('download', () => {
  test('fetches the files of a model into the data folder and says how to use it', async () => {
    const cli = cliFor(await startMirror());
    const { code, output } = await cli.run('models', 'download', 'org/model');
    expect(code).toBe(0);
    const folder = path.join(cli.models, 'org', 'model');
    expect(output).toContain(`embedder: "${folder}"`);
    for (const [name, content] of Object.entries(FILES))
      expect(readFileSync(path.join(folder, name))).toEqual(content);
    expect(readdirSync(folder).sort()).toEqual([
      'config.json',
      'onnx',
      'tokenizer.json',
      'tokenizer_config.json',
    ]);
    expect(readdirSync(path.join(folder, 'onnx'))).toEqual(['model_quantized.onnx']);
    expect((await cli.run('models', 'list')).output).toMatch(/org\/model +added +0\.3 MB/);
  });

  test('goes on where it was cut off', async () => {
    const mirror = await startMirror();
    const cli = cliFor(mirror);
    mirror.cutAfter = 100_000;
    const first = await cli.run('models', 'download', 'org/model');
    expect(first.code).toBe(1);
    expect(first.errors).toContain('Run the same command again');
    expect(existsSync(path.join(cli.models, 'org'))).toBe(false);
    expect((await cli.run('models', 'list')).output).not.toContain('org');

    mirror.cutAfter = undefined;
    mirror.asked.length = 0;
    expect((await cli.run('models', 'download', 'org/model')).code).toBe(0);
    expect(mirror.asked.at(-1)).toMatch(/^\/cdn\/onnx\/model_quantized\.onnx bytes=\d+-$/);
    expect(mirror.asked.some((line) => line.includes('config.json'))).toBe(false);
    expect(readFileSync(path.join(cli.models, 'org/model/onnx/model_quantized.onnx'))).toEqual(
      FILES['onnx/model_quantized.onnx'],
    );
  });

  test.each([
    [
      'has changed',
      (mirror: Mirror) => (mirror.files['onnx/model_quantized.onnx'] = Buffer.alloc(50_000, 9)),
    ],
    ['cannot send a part', (mirror: Mirror) => (mirror.hasRanges = false)],
  ])('begins again where the file %s', async (_what, change) => {
    const mirror = await startMirror();
    const cli = cliFor(mirror);
    mirror.cutAfter = 100_000;
    await cli.run('models', 'download', 'org/model');
    mirror.cutAfter = undefined;
    change(mirror);
    expect((await cli.run('models', 'download', 'org/model')).code).toBe(0);
    const weights = readFileSync(path.join(cli.models, 'org/model/onnx/model_quantized.onnx'));
    expect(weights.equals(mirror.files['onnx/model_quantized.onnx'] ?? Buffer.alloc(0))).toBe(true);
  });

  test('a repository without ONNX weights is refused in words', async () => {
    const mirror = await startMirror();
    delete mirror.files['onnx/model_quantized.onnx'];
    const { code, errors } = await cliFor(mirror).run('models', 'download', 'org/model');
    expect(code).toBe(1);
    expect(errors).toContain('does not exist. Choose a repository with ONNX weights');
  });

  test('what is no model is thrown away', async () => {
    const mirror = await startMirror();
    mirror.files['onnx/model_quantized.onnx'] = Buffer.from('version https://git-lfs.github.com/spec/v1\n');
    const cli = cliFor(mirror);
    expect(await cli.run('models', 'download', 'org/model')).toMatchObject({
      code: 1,
      errors: containing('Git LFS pointer'),
    });
    expect(readdirSync(path.join(cli.models, '.incoming'))).toEqual([]);
  });

  test.each(['model', '../../etc/passwd', 'org/../x', 'org/model/x', '.org/model', 'https://a.example/x'])(
    '%s is no id',
    async (id) => {
      const mirror = await startMirror();
      expect((await cliFor(mirror).run('models', 'download', id)).code).toBe(2);
      expect(mirror.asked).toEqual([]);
    },
  );

  test('a model that is there is not fetched again, and an unreachable hub is said in words', async () => {
    const mirror = await startMirror();
    const cli = cliFor(mirror);
    await cli.run('models', 'download', 'org/model');
    expect(await cli.run('models', 'download', 'org/model')).toMatchObject({
      code: 1,
      errors: containing('is there already'),
    });
    const { errors } = await testCli().run('models', 'download', 'org/model');
    expect(errors).toContain('cannot be reached. Check the network, or name a mirror in HF_ENDPOINT');
  });
});

describe('add', () => {
  function modelFolder(change: Record<string, string | undefined> = {}): string {
    const folder = path.join(temporaryFolder(), 'my-model');
    mkdirSync(path.join(folder, 'onnx'), { recursive: true });
    for (const [name, content] of Object.entries({ ...FILES, ...change })) {
      if (content !== undefined) writeFileSync(path.join(folder, name), content);
    }
    return folder;
  }

  test('copies the files of a model, and only those', async () => {
    const source = modelFolder();
    writeFileSync(path.join(source, 'secret.txt'), 'x');
    const cli = testCli();
    expect((await cli.run('models', 'add', source)).code).toBe(0);
    const folder = path.join(cli.context.environment.ASKONCE_DATA_FOLDER ?? '', 'models', 'my-model');
    expect(readdirSync(folder).sort()).toEqual([
      'config.json',
      'onnx',
      'tokenizer.json',
      'tokenizer_config.json',
    ]);
    expect(await cli.run('models', 'add', source)).toMatchObject({
      code: 1,
      errors: containing('is there already'),
    });
    expect((await cli.run('models', 'add', source, '--name', 'other')).code).toBe(0);
  });

  test('copies what links point to', async () => {
    const real = modelFolder();
    const linked = path.join(temporaryFolder(), 'linked');
    mkdirSync(path.join(linked, 'onnx'), { recursive: true });
    for (const name of Object.keys(FILES)) symlinkSync(path.join(real, name), path.join(linked, name));
    const cli = testCli();
    expect((await cli.run('models', 'add', linked)).code).toBe(0);
    const weights = path.join(
      cli.context.environment.ASKONCE_DATA_FOLDER ?? '',
      'models/linked/onnx/model_quantized.onnx',
    );
    expect(readFileSync(weights)).toEqual(FILES['onnx/model_quantized.onnx']);
  });

  test.each<[string, Record<string, string | undefined>, string]>([
    ['a missing file', { 'tokenizer.json': undefined }, 'tokenizer.json is missing'],
    [
      'a configuration of something else',
      { 'config.json': '{}' },
      'config.json is not a model configuration',
    ],
    ['a broken tokenizer', { 'tokenizer.json': '{' }, 'tokenizer.json is not a tokenizer'],
    ['empty weights', { 'onnx/model_quantized.onnx': '' }, 'model_quantized.onnx is empty'],
    ['a web page', { 'onnx/model_quantized.onnx': '<!doctype html>' }, 'is a web page'],
  ])('%s is refused, and nothing is copied', async (_what, change, message) => {
    const cli = testCli();
    const { code, errors } = await cli.run('models', 'add', modelFolder(change));
    expect(code).toBe(1);
    expect(errors).toContain(message);
    expect(existsSync(path.join(cli.context.environment.ASKONCE_DATA_FOLDER ?? '', 'models'))).toBe(false);
  });

  test.each(['..', '.hidden', 'a/b', ''])('%j is no name for a model', async (name) => {
    expect((await testCli().run('models', 'add', modelFolder(), '--name', name)).code).toBe(2);
  });
});
