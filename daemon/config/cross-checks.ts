import { z } from 'zod';
import { TIERS } from '../chat/cache-entry.ts';
import { DEFAULT_PORT } from '../../shared/constants.ts';
import { closestOf } from './closest.ts';
import { isRecord } from '../lib/is-record.ts';
import { milvusFaults } from './milvus-checks.ts';
import { isLoopbackHost } from '../lib/host.ts';
import { pointsTo } from './provider-url.ts';
import type { Fault } from './schema-faults.ts';

/**
 * Faults between keys, each of which may be valid by itself. Works on values that the schema may have refused, so that
 * one typing error does not hide these: what is missing or malformed is left out, and the schema reports it.
 */
export function crossFaults(tree: unknown): Fault[] {
  const view = viewSchema.parse(isRecord(tree) ? tree : {});
  return [
    ...exposureFaults(view.server),
    ...identityFaults(view.identity),
    ...modelFaults(view),
    ...routingFaults(view),
    ...auditFaults(view),
    ...milvusFaults(tree),
  ];
}

const name = z.string().optional().catch(undefined);

/** Just what the checks below look at; whatever is wrong with it counts as absent. */
const viewSchema = z.object({
  server: z
    .object({
      host: z.string().default('127.0.0.1').catch('127.0.0.1'),
      port: z.number().default(DEFAULT_PORT).catch(DEFAULT_PORT),
      exposed: z.boolean().default(false).catch(true),
    })
    .prefault({})
    .catch({ host: '127.0.0.1', port: DEFAULT_PORT, exposed: false }),
  identity: z
    .object({ share: name, team: z.unknown().optional(), team_secret: z.unknown().optional() })
    .default({})
    .catch({}),
  models: z
    .array(z.object({ id: name, base_url: name }).catch({}))
    .default([])
    .catch([]),
  routing: z
    .object({
      default_model: name,
      pins: z
        .array(z.object({ model: name }).catch({}))
        .default([])
        .catch([]),
      cascade: z.object({ check: name }).prefault({}).catch({}),
    })
    .prefault({})
    .catch({ pins: [], cascade: {} }),
  matching: z
    .object({ audit: z.object({ judge: name }).prefault({}).catch({}) })
    .prefault({})
    .catch({ audit: {} }),
});

type View = z.infer<typeof viewSchema>;

function exposureFaults({ host, exposed }: View['server']): Fault[] {
  if (exposed || isLoopbackHost(host)) return [];
  const message =
    'other machines could reach this address: use 127.0.0.1 or, if that is meant, set server.exposed to true (flag --exposed) and name the hosts in server.allowed_hosts';
  return [{ path: ['server', 'host'], message }];
}

function identityFaults({ share, team, team_secret }: View['identity']): Fault[] {
  if (share !== 'team') return [];
  const missing = Object.entries({ team, team_secret }).filter(([, value]) => value === undefined);
  return missing.map(([key]) => ({ path: ['identity', key], message: 'missing; share: team needs it' }));
}

function modelFaults({ models, server }: View): Fault[] {
  return models.flatMap(({ id, base_url }, position) => {
    const faults: Fault[] = [];
    if (id !== undefined && models.findIndex((other) => other.id === id) < position) {
      faults.push({
        path: ['models', position, 'id'],
        message: `a model above has the id "${id}" already: give each its own`,
      });
    }
    if (base_url !== undefined && pointsTo(base_url, server)) {
      const message =
        'this is the address of AskOnce itself, which would ask itself for ever: name the address of the model server';
      faults.push({ path: ['models', position, 'base_url'], message });
    }
    return faults;
  });
}

function routingFaults({ routing, models }: View): Fault[] {
  const ids = models.flatMap(({ id }) => id ?? []);
  const faults = routing.pins.flatMap(({ model }, position) =>
    model === undefined || [...ids, ...TIERS].includes(model)
      ? []
      : [{ path: ['routing', 'pins', position, 'model'], message: unknownModel(model, [...ids, ...TIERS]) }],
  );
  const {
    default_model: standard,
    cascade: { check },
  } = routing;
  if (standard !== undefined && !ids.includes(standard))
    faults.unshift({ path: ['routing', 'default_model'], message: unknownModel(standard, ids) });
  const checkers = ['self', ...ids];
  if (check !== undefined && !checkers.includes(check))
    faults.push({ path: ['routing', 'cascade', 'check'], message: unknownModel(check, checkers) });
  return faults;
}

function auditFaults({ matching, models }: View): Fault[] {
  const { judge } = matching.audit;
  const ids = models.flatMap(({ id }) => id ?? []);
  if (judge === undefined || ids.includes(judge)) return [];
  return [{ path: ['matching', 'audit', 'judge'], message: unknownModel(judge, ids) }];
}

function unknownModel(model: string, known: string[]): string {
  const near = closestOf(model, known);
  const hint = near
    ? `did you mean "${near}"?`
    : known.length > 0
      ? `expected one of ${known.join(', ')}`
      : 'no model is configured';
  return `no model "${model}" is configured; ${hint}`;
}
