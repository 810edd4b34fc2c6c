import { expect, test } from 'vitest';
import { configSchema } from '../../daemon/config/config-schema.ts';
import { createCallerOf, createSiteCallerOf } from '../../daemon/create-caller-of.ts';

const SECRET = new Uint8Array(32);
const ORIGIN = 'https://desk.example';
const { identity: ALONE } = configSchema.parse({});
const { identity: TEAM } = configSchema.parse({
  identity: { share: 'team', team: 'support', team_secret: 'sixteen characters' },
});

test.each([
  ['shares with a team that there is', TEAM, true, 'team:support'],
  ['does not share', TEAM, false, 'user:ann'],
  ['would share, but there is no team', ALONE, true, 'user:ann'],
])('a site that %s', (_what, identity, sharesWithTeam, owner) => {
  const caller = createSiteCallerOf(identity, SECRET)({ origin: ORIGIN, sharesWithTeam }, 'ann');
  expect(caller).toMatchObject({ owner, site: ORIGIN, origin: ORIGIN, user: 'ann' });
  expect(caller.secret === SECRET).toBe(owner.startsWith('user'));
});

test('a group stands for its sites, and is never taken for an origin or the HTTP inlet', () => {
  const caller = createSiteCallerOf(ALONE, SECRET)(
    { origin: ORIGIN, group: 'http', sharesWithTeam: false },
    'ann',
  );
  expect(caller).toMatchObject({ site: 'group:http', origin: ORIGIN });
});

test('who holds a key asks on the HTTP inlet, for the team where there is one', () => {
  const holder = { id: 'k', user: 'ann', role: 'chat' as const };
  expect(createCallerOf(ALONE, SECRET)(holder)).toMatchObject({ site: 'http', owner: 'user:ann' });
  expect(createCallerOf(TEAM, SECRET)(holder)).toMatchObject({ site: 'http', owner: 'team:support' });
});
