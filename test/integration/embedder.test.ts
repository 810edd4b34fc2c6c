/** The embedder with the model that ships, in its real thread. */
import { cpSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { describeModel } from '../../daemon/embedding/describe-model.ts';
import type { Embedder, EmbedOutcome } from '../../daemon/embedding/embedder.ts';
import { loadEmbeddingModel } from '../../daemon/embedding/embedding-model.ts';
import { startEmbeddingThread } from '../../daemon/embedding/embedding-thread.ts';
import { createLocalEmbedder, type LocalEmbedderOptions } from '../../daemon/embedding/local-embedder.ts';
import type { ModelThread } from '../../daemon/inference/model-thread.ts';
import { packageRoot } from '../../daemon/lib/package-root.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const MODEL_FOLDER = path.join(packageRoot(), 'daemon/models/all-MiniLM-L6-v2');
const WEIGHTS = 'onnx/model_quantized.onnx';
const RENEWABLE = 'What are the main renewable energy sources?';

const warnings: string[] = [];
const log = {
  info: () => undefined,
  warn: (_fields: object, message: string) => {
    warnings.push(message);
  },
};

function createEmbedder(options: Partial<LocalEmbedderOptions> = {}): Embedder {
  return createLocalEmbedder({ modelFolder: MODEL_FOLDER, log, deadlineMs: 30_000, ...options });
}

let embedder: Embedder;
beforeAll(() => {
  embedder = createEmbedder();
});
afterAll(() => embedder.close());

async function vectorOf(text: string): Promise<Float32Array> {
  const outcome = await embedder.embed(text);
  if (outcome.kind !== 'vector') throw new Error(`"${text}" is ${outcome.kind}: ${outcome.reason}`);
  return outcome.vector;
}

function cosine(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);
}

async function similarity(a: string, b: string): Promise<number> {
  return cosine(await vectorOf(a), await vectorOf(b));
}

test('a vector is that of the 32-bit model within a hundredth', async () => {
  const vector = await vectorOf(RENEWABLE);
  const expected = [-0.0163, 0.07, 0.0073, 0.0105, 0.0663];
  for (const [index, value] of expected.entries())
    expect(Math.abs(vector[index]! - value)).toBeLessThan(0.01);
  expect(cosine(vector, vector)).toBeCloseTo(1, 5);
  expect(vector).toHaveLength(embedder.dimension);
});

test('a rewording is over the floor, another subject far under it', async () => {
  const rewording = await similarity(RENEWABLE, 'What are the primary sources of renewable energy?');
  expect(rewording).toBeGreaterThan(embedder.similarityFloor);
  expect(await similarity(RENEWABLE, 'How do I reset my password?')).toBeLessThan(0.3);
});

test('a rewording is nearer than a neighbour in subject', async () => {
  const question = 'How do I reset my password?';
  const rewording = await similarity(question, 'How can I reset my password?');
  expect(rewording).toBeGreaterThan(await similarity(question, 'How do I change my user name?'));
});

test('a vector depends on its text alone, not on the batch', async () => {
  const model = await loadEmbeddingModel(MODEL_FOLDER, describeModel(MODEL_FOLDER));
  const texts = ['why?', RENEWABLE, 'How do I reset my password?', 'long '.repeat(60), 'Wie geht das?'];
  const tokenIds = texts.map((text) => model.tokenize(text));
  const together = await model.embed(tokenIds);
  for (const [index, ids] of tokenIds.entries()) {
    const [alone] = await model.embed([ids]);
    // What is left is the order of floating-point sums, which depends on the padded length.
    expect(cosine(alone!, together[index]!)).toBeGreaterThan(0.9999);
  }
  await model.dispose();
});

test('questions that come at once all get their own vector', async () => {
  const texts = Array.from(
    { length: 40 },
    (_, index) => `What is ${index} times ${'very '.repeat(index % 7)}large?`,
  );
  const together = await Promise.all(texts.map(vectorOf));
  const other = createEmbedder();
  onTestFinished(() => other.close());
  for (const [index, text] of texts.entries()) {
    const outcome = await other.embed(text);
    expect(outcome.kind === 'vector' && cosine(outcome.vector, together[index]!)).toBeGreaterThan(0.9999);
  }
});

test.each([
  ['Japanese', 'パスワードをリセットするには?'],
  ['Chinese', '如何重置密码?'],
  ['Russian', 'Как сбросить пароль?'],
  ['Arabic', 'كيف أعيد تعيين كلمة المرور؟'],
  ['Vietnamese', 'Làm thế nào để đặt lại mật khẩu?'],
])('%s is unsuitable', async (_language, text) => {
  expect(await embedder.embed(text)).toEqual({ kind: 'unsuitable', reason: 'unsupported-script' });
});

test.each([
  ['German', 'Wie setze ich mein Passwort zurück?'],
  ['French', 'Comment réinitialiser mon mot de passe ?'],
])('%s is not covered by the model that ships', async (_language, text) => {
  expect(await embedder.embed(text)).toEqual({ kind: 'unsuitable', reason: 'language-not-covered' });
});

test.each([
  ['code', 'for (let i = 0; i < n; i++) { sum += a[i]; } what does this do?'],
  ['an emoji at the end', 'how do I reset my password 😅'],
])('%s gets a vector', async (_kind, text) => {
  expect((await embedder.embed(text)).kind).toBe('vector');
});

test.each([
  ['a sign that the model does not know', 'What does ∑ stand for?', 'unknown-tokens'],
  ['a word of a hundred and one letters', `What is ${'x'.repeat(101)}?`, 'unknown-tokens'],
  ['a regular expression', '^(\\d+)-(\\w+)$', 'mostly-symbols'],
  ['punctuation', '???', 'empty'],
])('%s is unsuitable', async (_kind, text, reason) => {
  expect(await embedder.embed(text)).toEqual({ kind: 'unsuitable', reason });
});

test('256 tokens are embedded, 257 are too long', async () => {
  expect((await embedder.embed('word '.repeat(254))).kind).toBe('vector');
  expect(await embedder.embed('word '.repeat(255))).toEqual({ kind: 'unsuitable', reason: 'too-long' });
});

function copyOfModel(change: (folder: string) => void): string {
  const folder = path.join(temporaryFolder(), 'model');
  cpSync(MODEL_FOLDER, folder, { recursive: true });
  change(folder);
  return folder;
}

function editDescription(folder: string, edit: (text: string) => string): void {
  const file = path.join(folder, 'askonce.json');
  writeFileSync(file, edit(readFileSync(file, 'utf8')));
}

async function outcomeWith(folder: string): Promise<{ state: string; outcome: EmbedOutcome }> {
  const broken = createEmbedder({ modelFolder: folder });
  onTestFinished(() => broken.close());
  const outcome = await broken.embed(RENEWABLE);
  return { state: broken.state(), outcome };
}

test.each<[string, RegExp, (folder: string) => void]>([
  [
    'missing weights',
    /no such file/,
    (folder) => {
      rmSync(path.join(folder, WEIGHTS));
    },
  ],
  [
    'truncated weights',
    /damaged or was changed/,
    (folder) => {
      truncateSync(path.join(folder, WEIGHTS), 1_000_000);
    },
  ],
  [
    'a changed tokenizer',
    /tokenizer\.json is damaged or was changed/,
    (folder) => {
      writeFileSync(path.join(folder, 'tokenizer.json'), '{}');
    },
  ],
  [
    'truncated weights that nobody described',
    /./,
    (folder) => {
      truncateSync(path.join(folder, WEIGHTS), 1_000_000);
      rmSync(path.join(folder, 'askonce.json'));
    },
  ],
  [
    'another dimension than described',
    /384 numbers, 768 were described/,
    (folder) => {
      editDescription(folder, (text) => text.replace('"dimension": 384', '"dimension": 768'));
    },
  ],
])('%s: failed and unavailable, with a sentence in the log', async (_fault, reason, change) => {
  warnings.length = 0;
  const { state, outcome } = await outcomeWith(copyOfModel(change));
  expect(outcome).toMatchObject({ kind: 'unavailable' });
  expect('reason' in outcome && outcome.reason).toMatch(reason);
  expect(state).toBe('failed');
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toMatch(/embedding model is off: .*Restore/s);
});

test('a model folder without askonce.json works as found', async () => {
  const folder = copyOfModel((copy) => {
    rmSync(path.join(copy, 'askonce.json'));
  });
  const { state, outcome } = await outcomeWith(folder);
  expect(outcome.kind).toBe('vector');
  expect(state).toBe('ready');
});

test('after its thread was killed it embeds again', async () => {
  const threads: ModelThread<string>[] = [];
  const killed = createEmbedder({
    startThread: (listener) => {
      const start = { modelFolder: MODEL_FOLDER, description: describeModel(MODEL_FOLDER) };
      const thread = startEmbeddingThread(start)(listener);
      threads.push(thread);
      return thread;
    },
  });
  onTestFinished(() => killed.close());
  expect((await killed.embed(RENEWABLE)).kind).toBe('vector');
  await threads[0]!.stop();
  expect((await killed.embed('Is anybody there?')).kind).toBe('unavailable');
  await vi.waitFor(
    () => {
      expect(threads).toHaveLength(2);
    },
    { timeout: 10_000 },
  );
  expect((await killed.embed('Is anybody there?')).kind).toBe('vector');
});
