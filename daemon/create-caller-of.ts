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
  const { share, team, team_secret: teamSecret } = identity;
  if (share === 'team' && team !== undefined && teamSecret !== undefined) {
    const secret = new TextEncoder().encode(teamSecret);
    return ({ user }) => ({ site: 'http', owner: `team:${team}`, secret, user });
  }
  return ({ user }) => ({ site: 'http', owner: `user:${user}`, secret: installationSecret, user });
}
