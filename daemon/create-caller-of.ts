import type { SiteSetting } from '../shared/protocol.ts';
import type { Config } from './config/config-schema.ts';
import type { Caller } from './pipeline/ask.ts';
import type { KeyHolder } from './server/access-guard.ts';

/**
 * Who a key's holder is to the cache: the key's user, or the configured team, whose common secret then keys the
 * digests, so that two daemons of the team come to the same scopes.
 */
export function createCallerOf(
  identity: Config['identity'],
  installationSecret: Uint8Array,
): (holder: KeyHolder) => Caller {
  const ownerOf = createOwnerOf(identity, installationSecret);
  return ({ user }) => ({ site: 'http', ...ownerOf(user, true), user });
}

/**
 * Who a page is to the cache: its site, or the group that the user put it in, for the user of the pairing. Answers of
 * pages may depend on the user's cookies: they go to the team only where the user said so for that site.
 */
export function createSiteCallerOf(
  identity: Config['identity'],
  installationSecret: Uint8Array,
): (setting: Pick<SiteSetting, 'origin' | 'group' | 'sharesWithTeam'>, user: string) => Caller {
  const ownerOf = createOwnerOf(identity, installationSecret);
  return ({ origin, group, sharesWithTeam }, user) => ({
    ...{ site: group === undefined ? origin : `group:${group}`, origin, user },
    ...ownerOf(user, sharesWithTeam),
  });
}

function createOwnerOf(
  { share, team, team_secret: teamSecret }: Config['identity'],
  installationSecret: Uint8Array,
): (user: string, isShared: boolean) => Pick<Caller, 'owner' | 'secret'> {
  const own = (user: string): Pick<Caller, 'owner' | 'secret'> => ({
    owner: `user:${user}`,
    secret: installationSecret,
  });
  if (share !== 'team' || team === undefined || teamSecret === undefined) return own;
  const shared = { owner: `team:${team}`, secret: new TextEncoder().encode(teamSecret) };
  return (user, isShared) => (isShared ? shared : own(user));
}
