import { expect, test } from 'vitest';
import { configSchema } from '../../../daemon/config/config-schema.ts';
import { MASK, maskSecrets } from '../../../daemon/config/mask-secrets.ts';

test('the whole value of every secret is hidden, and nothing else', () => {
  const config = configSchema.parse({
    identity: { share: 'team', team: 'support', team_secret: 'canary-team-secret' },
    models: [
      { id: 'a', base_url: 'https://a.example/v1', api_key: 'canary-key-1', tier: 'small' },
      { id: 'b', base_url: 'https://b.example/v1', tier: 'large' },
    ],
    milvus: { connection: { auth: { username: 'ann', password: 'canary-password' } } },
  });
  const shown = JSON.stringify(maskSecrets(config));
  expect(shown).not.toContain('canary');
  expect(shown.split(MASK)).toHaveLength(4);
  expect(maskSecrets(config)).toMatchObject({
    identity: { team: 'support', team_secret: MASK },
    models: [{ id: 'a', api_key: MASK }, { id: 'b' }],
    milvus: { connection: { auth: { username: 'ann', password: MASK } } },
  });
});
