import * as z from 'zod';
import { DEFAULT_PORT } from '../../shared/constants';
import { siteSettingSchema } from '../../shared/protocol';
import { isSiteOrigin } from '../site-origin';

const SETTINGS_VERSION = 1;
const siteSchema = siteSettingSchema.refine(({ origin }) => isSiteOrigin(origin), {
  message: 'The origin of a site is "https://" or "http://" and its host, and no more.',
});

/** All that a user decided, but for the pairing. */
const settingsSchema = z.object({
  version: z.literal(SETTINGS_VERSION),
  /** Of the daemon; always on 127.0.0.1. */
  port: z.number().int().min(1).max(65_535),
  isPaused: z.boolean(),
  sites: z.array(siteSchema).max(1_000),
  /** Origins of sites where nothing is looked up or learnt. */
  alwaysAskModel: z.array(z.string()).max(1_000),
});
export type Settings = z.infer<typeof settingsSchema>;

export const DEFAULT_SETTINGS: Settings = {
  version: SETTINGS_VERSION,
  port: DEFAULT_PORT,
  isPaused: false,
  sites: [],
  alwaysAskModel: [],
};

type Stored = Record<string, unknown>;
/** The entry at index n turns what version n + 1 stored into what version n + 2 reads. Entries are never removed. */
const MIGRATIONS: readonly ((stored: Stored) => Stored)[] = [];

/** Stored or imported settings of any version. @throws where they are none, or of a newer version than this. */
export function readSettings(value: unknown, migrations = MIGRATIONS): Settings {
  const { version } = z.object({ version: z.number().int().min(1) }).parse(value);
  if (version > migrations.length + 1)
    throw new Error('These settings are of a newer AskOnce. Update it first.');
  let stored = z.record(z.string(), z.unknown()).parse(value);
  for (const migrate of migrations.slice(version - 1)) stored = migrate(stored);
  return settingsSchema.parse(stored);
}
