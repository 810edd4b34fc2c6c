import { writeFileSync } from 'node:fs';
import { beforeEach, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { PORTAL, portalBody, portalRequest, STREAMED } from '../dialects/declarative/portal.ts';
import { testCli, type TestCli } from '../../support/cli-context.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

let cli: TestCli;
let folder: string;
let file: string;

beforeEach(() => {
  cli = testCli();
  folder = temporaryFolder();
  file = written('portal.yaml', stringify(PORTAL));
});

function written(name: string, text: string): string {
  writeFileSync(`${folder}/${name}`, text);
  return `${folder}/${name}`;
}

/** As a browser's network panel saves it: among other requests, with one answer in base64. */
function recording(...answers: string[]): string {
  const { url, method } = portalRequest({});
  const asked = answers.map((text, position) => ({
    time: 900,
    request: {
      ...{ method, url },
      postData: { mimeType: 'application/json', text: JSON.stringify(portalBody({ live: true })) },
    },
    response: {
      status: 200,
      content:
        position === 0
          ? { mimeType: 'text/event-stream', text }
          : { mimeType: 'text/event-stream', text: Buffer.from(text).toString('base64'), encoding: 'base64' },
    },
  }));
  const picture = {
    time: 3,
    request: { method: 'GET', url: 'https://portal.acme.example/logo.png' },
    response: { status: 200, content: {} },
  };
  return written('recorded.har', JSON.stringify({ log: { version: '1.2', entries: [picture, ...asked] } }));
}

test('a recording that the adapter understands is shown as it is understood', async () => {
  const { code, output } = await cli.run('adapter', 'test', file, recording(STREAMED, STREAMED));
  expect(code).toBe(0);
  expect(output).toContain('question   How do I reset my password?');
  expect(output).toContain('before it  2 messages');
  expect(output).toContain('answer     stream: Open Settings, then "Security".');
  expect(output).toContain('2 exchanges can be answered.');
});

test('an answer that is cut off is a fault, and the exit code says so', async () => {
  const { code, output, errors } = await cli.run('adapter', 'test', file, recording(STREAMED.slice(0, 60)));
  expect(code).toBe(1);
  expect(output).toContain('FAULT: the recorded answer is not understood, or was cut off');
  expect(errors).toContain('1 exchange of 1 would not work.');
});

test('a recording of something else is an error that says what to check', async () => {
  const other = written('other.har', JSON.stringify({ log: { entries: [] } }));
  const { code, errors } = await cli.run('adapter', 'test', file, other);
  expect([code, errors]).toEqual([1, expect.stringContaining('check host, path and question')]);
});

test('a file that is not there is named, and the exit code is 2', async () => {
  const { code, errors } = await cli.run('adapter', 'test', file, `${folder}/missing.har`);
  expect([code, errors]).toEqual([2, expect.stringContaining(`There is no file ${folder}/missing.har.`)]);
});

test('a file that is no recording is an error that says how to make one', async () => {
  const { code, errors } = await cli.run('adapter', 'test', file, file);
  expect([code, errors]).toEqual([1, expect.stringContaining('Save all as HAR with content')]);
});

test('a fault in an adapter is named with its line, and the exit code is 2', async () => {
  const faulty = written('faulty.yaml', stringify(PORTAL).replace('$.turns[-1:].text', '$.[['));
  const { code, errors } = await cli.run('adapter', 'add', faulty);
  expect(code).toBe(2);
  expect(errors).toMatch(/faulty\.yaml:\d+: request\.question: .* is no JSONPath/);
});

test('an adapter that was added is listed until it is removed', async () => {
  expect((await cli.run('adapter', 'add', file)).code).toBe(0);
  expect((await cli.run('adapter', 'list')).output).toMatch(
    /acme-portal\s+portal\.acme\.example\s+\/assist\/\*\/ask/,
  );
  expect((await cli.run('adapter', 'remove', 'acme-portal')).code).toBe(0);
  expect((await cli.run('adapter', 'list')).output).toBe('No adapters.\n');
  expect((await cli.run('adapter', 'remove', 'acme-portal')).code).toBe(1);
});
