import { chmodSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { loadInstallationSecret } from '../../../daemon/config/installation-secret.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const onUnix = test.skipIf(process.platform === 'win32');

test('the secret is made once, 32 bytes, and the same ever after', () => {
  const folder = temporaryFolder();
  const secret = loadInstallationSecret(folder);
  expect(secret).toHaveLength(32);
  expect(loadInstallationSecret(folder)).toEqual(secret);
  expect(loadInstallationSecret(temporaryFolder())).not.toEqual(secret);
  expect(readdirSync(folder)).toEqual(['installation-secret']);
});

onUnix('its file is its owner\u2019s alone, and refused otherwise', () => {
  const folder = temporaryFolder();
  loadInstallationSecret(folder);
  const file = path.join(folder, 'installation-secret');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  chmodSync(file, 0o644);
  expect(() => loadInstallationSecret(folder)).toThrow(`chmod 600 '${file}'`);
});

test.each(['', 'abc', 'z'.repeat(64)])('a damaged secret (%j) is refused, never replaced', (text) => {
  const folder = temporaryFolder();
  writeFileSync(path.join(folder, 'installation-secret'), text, { mode: 0o600 });
  expect(() => loadInstallationSecret(folder)).toThrow('is damaged');
});
