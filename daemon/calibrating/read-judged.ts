import { existsSync } from 'node:fs';
import { databaseFileIn } from '../config/folders.ts';
import { lockDataFolder } from '../database/data-folder-lock.ts';
import { openDatabase } from '../database/open-database.ts';
import { createJudgedLog, type JudgedDecision } from '../learning/judged-log.ts';

/** While no daemon runs: everything that was said of served answers, oldest first; nothing where no database is. */
export async function readJudgedOffline(dataFolder: string): Promise<JudgedDecision[]> {
  const file = databaseFileIn(dataFolder);
  if (!existsSync(file)) return [];
  const lock = await lockDataFolder(dataFolder);
  if (!lock.held) throw new Error(`AskOnce is running (pid ${lock.holder.pid}) and holds ${dataFolder}.`);
  try {
    const { database } = openDatabase({ file });
    try {
      return createJudgedLog({ database, keep: Infinity }).all();
    } finally {
      database.close();
    }
  } finally {
    await lock.release();
  }
}
