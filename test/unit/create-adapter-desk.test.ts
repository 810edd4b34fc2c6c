import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { createAdapterDesk } from '../../daemon/create-adapter-desk.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { PORTAL, portalAnswer, portalRequest } from './dialects/declarative/portal.ts';

const SITE = 'https://portal.acme.example';
const request = portalRequest({ message: 'How do I reset my password?' });
const answer = portalAnswer('{"reply":"Open Settings."}');

function desk(folder = temporaryFolder()) {
  const warnings: string[] = [];
  return { ...createAdapterDesk(folder, { warn: (text: string) => warnings.push(text) }), folder, warnings };
}

test('what is proposed for a site can be saved, and is a dialect from then on', async () => {
  const adapters = desk();
  const proposed = (await adapters.propose({ site: SITE, request, answer })) as {
    adapter: string;
    reads: unknown;
  };
  expect(proposed.reads).toMatchObject({ question: 'How do I reset my password?', answer: 'Open Settings.' });
  expect(adapters.dialects()).toEqual([]);
  await adapters.save({ site: SITE, adapter: proposed.adapter });
  expect(adapters.dialects().map(({ id }) => id)).toEqual(['portal-acme-example']);
});

test('adapters are there again after a restart; one with faults is left out and told of', async () => {
  const first = desk();
  await first.save({ site: SITE, adapter: stringify(PORTAL) });
  writeFileSync(`${first.folder}/adapters/broken.yaml`, 'id: broken');
  const second = desk(first.folder);
  expect(second.dialects().map(({ id }) => id)).toEqual(['acme-portal']);
  expect(second.warnings.join()).toContain('broken.yaml:1: request:');
});

test('an exchange without question or answer is refused with what to do', async () => {
  const empty = { site: SITE, request, answer: portalAnswer('') };
  await expect(desk().propose(empty)).rejects.toThrow('try again; or write an adapter by hand');
});

test('an adapter with faults is not saved', async () => {
  const adapters = desk();
  await expect(adapters.save({ site: SITE, adapter: 'id: X' })).rejects.toThrow(
    'line:1: id: expected lower-case letters',
  );
  expect(adapters.dialects()).toEqual([]);
});
