import type { SiteSetting } from '../../../shared/protocol';

type ModelSize = 'small' | 'medium' | 'large' | 'reasoning';
const SECONDS_PER_HOUR = 3_600;

/** A site's policy as it stands in the form: texts, empty where nothing is set. */
export interface SiteDraft {
  mode: SiteSetting['mode'];
  onMiss: SiteSetting['onMiss'];
  group: string;
  ttlHours: string;
  models: Record<ModelSize, string>;
  sharesWithTeam: boolean;
}

export function draftOf({ mode, onMiss, group, ttlSeconds, models, sharesWithTeam }: SiteSetting): SiteDraft {
  return {
    ...{ mode, onMiss, sharesWithTeam },
    group: group ?? '',
    ttlHours: ttlSeconds === undefined ? '' : String(ttlSeconds / SECONDS_PER_HOUR),
    models: { small: '', medium: '', large: '', reasoning: '', ...models },
  };
}

export function settingOf(origin: string, draft: SiteDraft): SiteSetting {
  const { mode, onMiss, sharesWithTeam } = draft;
  const group = draft.group.trim();
  const ttlSeconds = Math.round(Number(draft.ttlHours) * SECONDS_PER_HOUR);
  const models = Object.entries(draft.models).flatMap(([size, name]) =>
    name.trim() === '' ? [] : [[size, name.trim()]],
  );
  return {
    ...{ origin, mode, onMiss, sharesWithTeam, models: Object.fromEntries(models) as SiteSetting['models'] },
    ...(group !== '' && { group }),
    ...(ttlSeconds > 0 && { ttlSeconds }),
  };
}
