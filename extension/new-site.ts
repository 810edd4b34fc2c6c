import type { SiteSetting } from '../shared/protocol';

/** What a site begins with when it is switched on. */
export function newSite(origin: string): SiteSetting {
  return { origin, mode: 'answer', onMiss: 'page', models: {}, sharesWithTeam: false };
}
