import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { calibrationSchema } from '../../../daemon/cache/matching/calibration.ts';
import { removeOwnCalibration, writeOwnCalibration } from '../../../daemon/calibrating/own-calibration.ts';
import { packageRoot } from '../../../daemon/lib/package-root.ts';
import { startAnsweringDaemon, type AnsweringDaemon } from '../../support/answering-daemon.ts';
import { answerText } from '../../support/scripted-upstream.ts';

const QUESTION = 'How do I reset my password?';
const REWORDED = 'How can I reset my password?';

let daemon: AnsweringDaemon;

beforeAll(async () => {
  daemon = await startAnsweringDaemon();
  daemon.upstream.script = answerText('on the login page');
  await ask(QUESTION);
});
afterAll(() => daemon.remove());

async function ask(content: string): Promise<{ cache: string | null; id: string }> {
  const { response } = await daemon.openai.chat.completions
    .create({ model: 'auto', messages: [{ role: 'user', content }] })
    .withResponse();
  return { cache: response.headers.get('x-askonce-cache'), id: response.headers.get('x-askonce-id') ?? '' };
}

async function read(place: string, init?: RequestInit): Promise<unknown> {
  return (await daemon.fetch(`/askonce/${place}`, init)).json();
}

test('what was judged is handed out with what its score is from', async () => {
  const { cache, id } = await ask(REWORDED);
  expect(cache).toBe('hit-semantic');
  await daemon.fetch(`/askonce/decisions/${id}/verdict`, { json: { verdict: 'right' } });
  const { matchedBy, score } = (await read(`decisions/${id}`)) as { matchedBy: object; score: number };
  expect(matchedBy).toMatchObject({ calibration: expect.stringMatching(/^[0-9a-f]{12}$/) as string });
  expect(await read('judgements')).toMatchObject({
    judgements: [{ decisionId: id, isRight: true, from: 'person', models: matchedBy, score }],
  });
  await daemon.fetch(`/askonce/decisions/${id}/verdict`, { json: { verdict: 'undo' } });
});

test('an own calibration decides from the moment that it is read again, and no longer once it is gone', async () => {
  const shipped = path.join(packageRoot(), 'daemon/models/askonce-verifier/calibration.json');
  const calibration = calibrationSchema.parse(JSON.parse(readFileSync(shipped, 'utf8')));
  const recalibration = { intercept: -20, slope: 1, cuts: calibration.cuts };
  writeOwnCalibration(daemon.dataFolder, {
    ...{ refitsShipped: true, madeFrom: '200 judged answers', at: 0 },
    calibration: { ...calibration, recalibration },
  });
  const own = { ownCalibration: 'your own, of 1970-01-01, from 200 judged answers' };
  expect(await read('calibration', { method: 'POST' })).toEqual(own);
  expect(await read('status')).toMatchObject(own);
  expect((await ask(REWORDED)).cache).toBe('miss');

  await daemon.fetch('/askonce/entries', { method: 'DELETE' });
  await ask(QUESTION);
  removeOwnCalibration(daemon.dataFolder);
  expect(await read('calibration', { method: 'POST' })).toEqual({});
  expect((await ask(REWORDED)).cache).toBe('hit-semantic');
});
