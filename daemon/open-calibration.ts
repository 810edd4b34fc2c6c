import { existsSync } from 'node:fs';
import path from 'node:path';
import { Calibration, calibrationSchema, type CalibrationData } from './cache/matching/calibration.ts';
import {
  describeOwn,
  ownCalibrationFile,
  readOwnCalibration,
  type OwnCalibration,
} from './calibrating/own-calibration.ts';
import { readModelJson } from './inference/model-files.ts';

interface CalibrationPlaces {
  /** Of the verifier; the calibration that ships lies beside its weights. */
  verifierFolder: string;
  /** Where a calibration of the user's own may lie; undefined: only the shipped one counts. */
  dataFolder: string | undefined;
  /** Ids of the models that it is to weigh. */
  models: { embedder: string; verifier: string };
}

/** The calibration that decides, or why there is none. `fault`: why the user's own does not, in words. */
export type OpenedCalibration =
  | {
      kind: 'fits';
      /** What decides; `base` is the same without a refit of its curve. */
      data: CalibrationData;
      base: CalibrationData;
      /** Whether the base is the calibration that ships. */
      isShipped: boolean;
      /** What the user's own was made from, for people; undefined where the shipped one decides. */
      own: string | undefined;
      fault?: string;
    }
  | { kind: 'of-others' | 'broken'; fault: string };

const CALIBRATION_FILE = 'calibration.json';

/** The user's own calibration, where there is one for these models; else the one that ships with the verifier. */
export function openCalibration(places: CalibrationPlaces): OpenedCalibration {
  const shipped = openShipped(places);
  const own = openOwn(places, shipped);
  if (!own) return shipped;
  if ('fault' in own) {
    // What was promised with it must not be loosened because it broke.
    if (shipped.kind !== 'fits') {
      return { kind: shipped.kind === 'broken' ? 'broken' : own.kind, fault: own.fault };
    }
    return { ...shipped, fault: own.fault };
  }
  const { recalibration: _refit, ...whole } = own.calibration;
  const { calibration: data, refitsShipped: isShipped } = own;
  return { kind: 'fits', data, base: whole, isShipped, own: describeOwn(own) };
}

function openShipped({ verifierFolder, models }: CalibrationPlaces): OpenedCalibration {
  const file = path.join(verifierFolder, CALIBRATION_FILE);
  try {
    if (!existsSync(file)) throw new Error(`${file} is not there.`);
    const data = readModelJson(file, calibrationSchema);
    checkFeatures(data);
    if (isFor(models, data)) return { kind: 'fits', data, base: data, isShipped: true, own: undefined };
    const fault =
      `${file} ${madeWithOthers(models, data)}: ` +
      'similarity and literal rules alone decide, and max_wrong_rate has no effect. ' +
      'Calibrate these models (askonce calibrate PAIRS), or set matching.verifier: none.';
    return { kind: 'of-others', fault };
  } catch (error) {
    const fault =
      `The verifying model cannot be used without its calibration: ${messageOf(error)} Only exact repeats are answered from the ` +
      `cache. Restore ${verifierFolder} (reinstall AskOnce, or check it out again) or calibrate it (askonce calibrate PAIRS), then restart.`;
    return { kind: 'broken', fault };
  }
}

type OpenedOwn = OwnCalibration | { kind: 'of-others' | 'broken'; fault: string } | undefined;

function openOwn({ dataFolder, models }: CalibrationPlaces, shipped: OpenedCalibration): OpenedOwn {
  if (dataFolder === undefined) return undefined;
  const instead = shipped.kind === 'fits' ? 'The one that ships decides.' : shipped.fault;
  const unused = (why: string): string =>
    `Your own calibration is not used: ${why} ${instead} Make it anew (askonce calibrate) or remove it (askonce calibrate --reset).`;
  try {
    const own = readOwnCalibration(dataFolder);
    if (!own) return undefined;
    const { calibration } = own;
    if (!isFor(models, calibration)) {
      const file = ownCalibrationFile(dataFolder);
      return { kind: 'of-others', fault: unused(`${file} ${madeWithOthers(models, calibration)}.`) };
    }
    checkFeatures(calibration);
    if (own.refitsShipped && shipped.kind === 'fits' && !haveEqualScores(calibration, shipped.base)) {
      return { kind: 'broken', fault: unused('it refits a calibration that an update has replaced.') };
    }
    return own;
  } catch (error) {
    return { kind: 'broken', fault: unused(messageOf(error)) };
  }
}

/** @throws Error where it was made for other features. */
function checkFeatures(data: CalibrationData): void {
  new Calibration(data);
}

function haveEqualScores(one: CalibrationData, other: CalibrationData): boolean {
  return new Calibration(one).scoreId === new Calibration(other).scoreId;
}

function isFor({ embedder, verifier }: CalibrationPlaces['models'], data: CalibrationData): boolean {
  return data.embedder === embedder && data.verifier === verifier;
}

function madeWithOthers({ embedder, verifier }: CalibrationPlaces['models'], data: CalibrationData): string {
  return `was made with ${data.embedder} and ${data.verifier}, not with ${embedder} and ${verifier}`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
