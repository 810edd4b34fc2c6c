import { expect, it } from 'vitest';
import { patternOf } from '../../../../extension/site-origin.ts';
import { newSite } from '../../../../extension/new-site.ts';
import { Sites } from '../../../../extension/worker/sites.ts';
import { FakePermissions, FakeScripting } from './fakes.ts';

const HELP = newSite('https://help.example.com');
const SHOP = newSite('https://shop.example.com:8443');

function createSites(...granted: string[]) {
  const scripting = new FakeScripting();
  const permissions = new FakePermissions(...granted);
  return { scripting, permissions, sites: new Sites({ scripting, permissions, knowsPorts: true }) };
}

it('registers hook and bridge of each granted site, before the page’s first script, in all frames', async () => {
  const { sites, scripting } = createSites('https://help.example.com/*');
  await sites.register([HELP, SHOP], [HELP, SHOP]);
  const common = {
    matches: ['https://help.example.com/*'],
    ...{ runAt: 'document_start', allFrames: true, matchOriginAsFallback: true, persistAcrossSessions: true },
  };
  expect(scripting.registered).toMatchObject([
    { ...common, js: ['page.js'], world: 'MAIN' },
    { ...common, js: ['bridge.js'], world: 'ISOLATED' },
  ]);
  expect(sites.isGranted(HELP.origin)).toBe(true);
  expect(sites.isGranted(SHOP.origin)).toBe(false);
});

it('leaves what is registered already alone, so that no page loads in a gap', async () => {
  const { sites, scripting } = createSites('https://help.example.com/*');
  await sites.register([HELP], [HELP]);
  await sites.register([HELP], [HELP]);
  expect(scripting.calls).toHaveLength(1);
});

it('unregisters a site that is off, or not granted any more', async () => {
  const { sites, scripting, permissions } = createSites(
    'https://help.example.com/*',
    'https://shop.example.com:8443/*',
  );
  await sites.register([HELP, SHOP], [HELP, SHOP]);
  permissions.granted = ['https://shop.example.com:8443/*'];
  await sites.register([HELP, SHOP], [HELP, SHOP]);
  expect(new Set(scripting.registered.flatMap(({ matches }) => matches))).toEqual(
    new Set(['https://shop.example.com:8443/*']),
  );
  await sites.register([], [HELP, SHOP]);
  expect(scripting.registered).toEqual([]);
});

it('does one change after the other', async () => {
  const { sites, scripting } = createSites('https://help.example.com/*');
  await Promise.all([
    sites.register([HELP], [HELP]),
    sites.register([], [HELP]),
    sites.register([HELP], [HELP]),
    sites.register([HELP], [HELP]),
  ]);
  expect(scripting.registered).toHaveLength(2);
});

it('goes on after a call of the browser’s failed', async () => {
  const { sites, scripting } = createSites('https://help.example.com/*');
  const works = scripting.getRegisteredContentScripts.bind(scripting);
  scripting.getRegisteredContentScripts = () => Promise.reject(new Error('busy'));
  await expect(sites.register([HELP], [HELP])).rejects.toThrow('busy');
  scripting.getRegisteredContentScripts = works;
  await sites.register([HELP], [HELP]);
  expect(scripting.registered).toHaveLength(2);
});

it('registers without the fallback where the browser is too old for it', async () => {
  const { sites, scripting } = createSites('https://help.example.com/*');
  scripting.isOld = true;
  await sites.register([HELP], [HELP]);
  expect(scripting.registered).toHaveLength(2);
});

it('covers a site with its port in Chrome, and without in Firefox, which knows none', () => {
  expect(patternOf(SHOP.origin, true)).toBe('https://shop.example.com:8443/*');
  expect(patternOf(SHOP.origin, false)).toBe('https://shop.example.com/*');
});
