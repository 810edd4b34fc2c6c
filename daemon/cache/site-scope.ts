import { createHmac } from 'node:crypto';
import type { Identity } from './scope.ts';

/**
 * Scopes of a site (or group of sites) as a whole, whatever the model, prompt or endpoint:
 * pinned: answers that an operator gave, for any self-standing question there;
 * beside: what was asked beside the page, in the side panel.
 */
type SiteScopeKind = 'pinned' | 'beside';

/** 64 hex characters, like scopeOf's and never equal to one of those. */
export function siteScope(kind: SiteScopeKind, caller: Identity & { secret: Uint8Array }): string {
  const content = JSON.stringify([caller.site, caller.owner]);
  return createHmac('sha256', caller.secret)
    .update(`site scope, ${kind}`)
    .update('\0')
    .update(content)
    .digest('hex');
}
