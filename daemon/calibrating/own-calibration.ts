import { existsSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { calibrationSchema } from '../cache/matching/calibration.ts';
import { removePrivateFile, replacePrivateFile } from '../config/private-file.ts';
import { readModelJson } from '../inference/model-files.ts';

/** A calibration of the user's own, as it is kept; it names the models that it is for. */
const ownCalibrationSchema = z.strictObject({
  /** Whether it refits the curve of the shipped calibration; else it is whole, fitted to pairs of the user's own. */
  refitsShipped: z.boolean(),
  /** What it was made from, for people: "340 judged answers". */
  madeFrom: z.string(),
  /** Milliseconds since the epoch. */
  at: z.number(),
  calibration: calibrationSchema,
});
export type OwnCalibration = z.infer<typeof ownCalibrationSchema>;

/** Where the user's own calibration lies, if there is one. */
export function ownCalibrationFile(dataFolder: string): string {
  return path.join(dataFolder, 'calibration.json');
}

/** Undefined where there is none. @throws Error where it cannot be used. */
export function readOwnCalibration(dataFolder: string): OwnCalibration | undefined {
  const file = ownCalibrationFile(dataFolder);
  return existsSync(file) ? readModelJson(file, ownCalibrationSchema) : undefined;
}

/** Puts it in the place of an earlier one. */
export function writeOwnCalibration(dataFolder: string, own: OwnCalibration): void {
  replacePrivateFile(ownCalibrationFile(dataFolder), `${JSON.stringify(own, null, 1)}\n`);
}

/** False where there was none. */
export function removeOwnCalibration(dataFolder: string): boolean {
  return removePrivateFile(ownCalibrationFile(dataFolder));
}

/** For people. */
export function describeOwn({ madeFrom, at }: OwnCalibration): string {
  return `your own, of ${new Date(at).toISOString().slice(0, 10)}, from ${madeFrom}`;
}
