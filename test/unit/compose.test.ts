import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { DEFAULT_PORT } from '../../shared/constants.ts';
import { DEMO_TOKEN } from '../../daemon/demo/demo-token.ts';
import { loadConfig } from '../../daemon/config/load-config.ts';
import { packageRoot } from '../../daemon/lib/package-root.ts';
import type { RunDaemonOptions } from '../../daemon/main.ts';
import { testCli } from '../support/cli-context.ts';

/** What the tests look at; the whole file is for `docker compose config` to judge. */
const composeSchema = z.object({
  services: z.record(
    z.string(),
    z.object({
      image: z.string(),
      profiles: z.array(z.string()).default([]),
      build: z.object({ context: z.string(), dockerfile: z.string(), target: z.string() }).optional(),
      command: z.union([z.string(), z.array(z.string())]).optional(),
      environment: z.record(z.string(), z.string()).default({}),
      ports: z.array(z.string()).default([]),
      volumes: z.array(z.string()).default([]),
      restart: z.string().optional(),
      healthcheck: z.object({ test: z.array(z.string()) }).optional(),
      depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
    }),
  ),
  volumes: z.record(z.string(), z.unknown()),
});

const { services, volumes } = composeSchema.parse(parse(read('docker-compose.yml'), { merge: true }));
const inOrder = Object.entries(services);
const dockerfile = read('daemon/Dockerfile');
const letThrough = read('.dockerignore')
  .split('\n')
  .filter((line) => line.startsWith('!'))
  .map((line) => line.slice(1));

function read(file: string): string {
  return readFileSync(path.join(packageRoot(), file), 'utf8');
}

function service(name: string): (typeof services)[string] {
  const found = services[name];
  if (!found) throw new Error(`docker-compose.yml has no service "${name}"`);
  return found;
}

/** As Compose fills them in with nothing set: ${NAME:-standard} becomes the standard. */
function withStandards(environment: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).map(([name, value]) => [name, value.replace(/\$\{\w+:-(.*?)\}/g, '$1')]),
  );
}

describe('docker-compose.yml', () => {
  test('starts Milvus with etcd and MinIO, and nothing else without a profile', () => {
    const always = inOrder.filter(([, { profiles }]) => profiles.length === 0).map(([name]) => name);
    expect(always).toEqual(['etcd', 'minio', 'milvus']);
  });

  test.each(inOrder)('%s has an image of one version, or is built here', (_name, { image, build }) => {
    const tag = image.split(':')[1];
    if (build) expect(tag).toBe('local');
    else expect(tag).toMatch(/^(v\d+\.\d+\.\d+|RELEASE\.\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ)$/);
  });

  test('Milvus is a 2.5 that has the fixes of CVE-2025-64513 and CVE-2026-26190', () => {
    const [, patch] = /^milvusdb\/milvus:v2\.5\.(\d+)$/.exec(service('milvus').image) ?? [];
    expect(Number(patch)).toBeGreaterThanOrEqual(27);
  });

  test('MinIO does not come from Docker Hub, where its images are no more', () => {
    expect(service('minio').image).toMatch(/^quay\.io\//);
  });

  test('only Milvus and the daemon have a port outside, and only on this machine', () => {
    const published = inOrder.flatMap(([name, { ports }]) => ports.map((port) => `${name} ${port}`));
    expect(published).toEqual([
      'milvus 127.0.0.1:19530:19530',
      `daemon 127.0.0.1:${DEFAULT_PORT}:${DEFAULT_PORT}`,
    ]);
  });

  test('every service that stays has a health check and starts again after a fault', () => {
    const staying = inOrder.filter(([name]) => name !== 'tester');
    for (const [name, { healthcheck, restart }] of staying) {
      expect(healthcheck?.test[0], name).toMatch(/^CMD/);
      expect(restart, name).toBe('unless-stopped');
    }
    expect(service('tester').restart).toBe('no');
  });

  test('every service waits for the health of those that it needs', () => {
    const waits = inOrder.flatMap(([name, { depends_on: needed }]) =>
      Object.entries(needed).map(([other, { condition }]) => `${name} ${other} ${condition}`),
    );
    expect(waits).toEqual([
      'milvus etcd service_healthy',
      'milvus minio service_healthy',
      'daemon milvus service_healthy',
      'tester daemon service_healthy',
    ]);
  });

  test('all data lies in named volumes', () => {
    const used = inOrder.flatMap(([, service]) => service.volumes.map((volume) => volume.split(':')[0]));
    expect(used).toEqual(Object.keys(volumes));
  });

  test('Milvus and MinIO are given the same credentials, which are not the usual ones', () => {
    const { MINIO_ROOT_USER: user, MINIO_ROOT_PASSWORD: password } = service('minio').environment;
    const { MINIO_ACCESS_KEY_ID: id, MINIO_SECRET_ACCESS_KEY: secret } = service('milvus').environment;
    expect([id, secret]).toEqual([user, password]);
    expect(`${user ?? ''}${password ?? ''}`).not.toContain('minioadmin');
  });

  test('the daemon is started with flags that the command line has, as a demo that the tester may call', async () => {
    const { command } = service('daemon');
    let seen: RunDaemonOptions | undefined;
    const cli = testCli({
      daemon: {
        run: (options) => {
          seen = options;
          return Promise.resolve();
        },
      },
    });
    expect(await cli.run(...(command as string[]))).toMatchObject({ code: 0, errors: '' });
    expect(seen?.demo).toBe(true);
    expect(service('tester').environment).toEqual({
      ASKONCE_URL: `http://${String(seen?.flags['server.allowed_hosts'])}`,
      ASKONCE_KEY: DEMO_TOKEN,
      ASKONCE_EXPECTED_BACKEND: 'milvus',
    });
  });

  test.each([{}, { MILVUS_AUTHORIZATION: 'true' }])(
    "the daemon's variables and flags are a configuration without a fault (%j)",
    (chosen: Record<string, string>) => {
      const { environment } = service('daemon');
      const filled = Object.fromEntries(
        Object.entries(environment).map(([name, value]) => {
          const variable = /^\$\{(\w+)/.exec(value)?.[1] ?? '';
          return [name, chosen[variable] ?? value];
        }),
      );
      const { config, warnings } = loadConfig({
        file: undefined,
        environment: { ...withStandards(filled), ASKONCE_CONFIG_FOLDER: '/nowhere' },
        flags: { 'server.host': '0.0.0.0', 'server.exposed': true, 'server.allowed_hosts': 'daemon:8801' },
      });
      expect(config.semantic_cache.backend_type).toBe('milvus');
      expect(warnings.filter((warning) => warning.includes('ASKONCE_'))).toEqual([]);
    },
  );
});

describe('daemon/Dockerfile', () => {
  test('is built on one full version of Node.js, which package.json allows', () => {
    const bases = [...dockerfile.matchAll(/^FROM (\S+:\S+)/gm)].map(([, image]) => image);
    expect(bases).toEqual([expect.stringMatching(/^node:20\.\d+\.\d+-bookworm-slim$/)]);
  });

  test('copies only what the repository has and .dockerignore lets through', () => {
    const sources = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, files]) =>
      (files ?? '').split(' '),
    );
    expect(sources).toContain('package-lock.json');
    for (const source of sources) {
      expect(existsSync(path.join(packageRoot(), source)), source).toBe(true);
      expect(
        letThrough.some((allowed) => source === allowed || source.startsWith(`${allowed}/`)),
        source,
      ).toBe(true);
    }
  });

  test('has the stages that docker-compose.yml builds, the daemon last', () => {
    const stages = [...dockerfile.matchAll(/^FROM \S+ AS (\S+)$/gm)].map(([, name]) => name);
    for (const [, { build }] of inOrder) if (build) expect(stages).toContain(build.target);
    expect(stages.at(-1)).toBe('daemon');
  });

  test('does not run as root', () => {
    expect(dockerfile).toMatch(/^USER 1000:1000$/m);
    expect(dockerfile.lastIndexOf('\nRUN ')).toBeLessThan(dockerfile.indexOf('\nUSER '));
  });

  test('starts with a command that the command line has', async () => {
    const [, text = '[]'] = /^CMD (\[.+\])$/m.exec(dockerfile) ?? [];
    const cli = testCli({ daemon: { run: () => Promise.resolve() } });
    expect(await cli.run(...z.array(z.string()).parse(JSON.parse(text)))).toMatchObject({ code: 0 });
  });
});
