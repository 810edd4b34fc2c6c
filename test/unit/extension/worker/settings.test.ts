import { expect, it } from 'vitest';
import { newSite } from '../../../../extension/new-site.ts';
import { DEFAULT_SETTINGS, readSettings } from '../../../../extension/worker/settings.ts';
import { SettingsStore } from '../../../../extension/worker/settings-store.ts';
import { exportSettings, importSettings } from '../../../../extension/worker/settings-transfer.ts';
import { FakeStorage } from './fakes.ts';

const SETTINGS = { ...DEFAULT_SETTINGS, sites: [newSite('https://help.example.com')] };

it('has no site enabled to begin with', () => {
  expect(DEFAULT_SETTINGS.sites).toEqual([]);
});

it('reads back what it exported', () => {
  expect(importSettings(exportSettings(SETTINGS))).toEqual(SETTINGS);
});

it.each([
  ['no JSON', '{', 'not JSON'],
  ['another file', '{"a":1}', 'no settings'],
  ['a newer version', fileOf({ ...SETTINGS, version: 2 }), 'newer AskOnce'],
  [
    'a site that is no origin',
    fileOf({ ...SETTINGS, sites: [newSite('https://a.example/path')] }),
    'sites.0',
  ],
  ['a site that is no web page', fileOf({ ...SETTINGS, sites: [newSite('chrome://settings')] }), 'sites.0'],
  ['a port beyond all ports', fileOf({ ...SETTINGS, port: 70_000 }), 'port'],
])('refuses %s in words', (_name, text, words) => {
  expect(() => importSettings(text)).toThrow(words);
});

it('carries no token into the file, even where one was stored among the settings', () => {
  const text = fileOf({ ...SETTINGS, token: 'secret', pairing: { token: 'secret' } });
  expect(exportSettings(importSettings(text))).not.toContain('secret');
});

it('brings older settings up to date, one version after the other', () => {
  const migrations = [
    (stored: object) => ({ ...stored, version: 2, isPaused: true }),
    (stored: object) => ({ ...stored, version: 1, port: 9_000 }),
  ];
  expect(readSettings({ ...SETTINGS, version: 1 }, migrations)).toMatchObject({
    isPaused: true,
    port: 9_000,
  });
  expect(readSettings({ ...SETTINGS, version: 2 }, migrations)).toMatchObject({
    isPaused: false,
    port: 9_000,
  });
});

it('puts settings aside that it cannot read, and is off everywhere', async () => {
  const area = new FakeStorage({ settings: { version: 99 } });
  const store = new SettingsStore(area, () => undefined);
  await store.load();
  expect(store.current.sites).toEqual([]);
  expect(area.kept['settings-unreadable']).toEqual({ version: 99 });
});

it('writes changes one after the other, and tells of each', async () => {
  const area = new FakeStorage();
  const told: number[] = [];
  const store = new SettingsStore(area, ({ port }) => void told.push(port));
  await Promise.all([9_001, 9_002].map((port) => store.change((settings) => ({ ...settings, port }))));
  expect(told).toEqual([9_001, 9_002]);
  expect(area.kept.settings).toMatchObject({ port: 9_002 });
});

function fileOf(settings: object): string {
  return JSON.stringify({ format: 'askonce-extension-settings', settings });
}
