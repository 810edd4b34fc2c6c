/**
 * Judged pairs that no model was trained on. The split is that of the models' training
 * (daemon/training/matching/data.py): families by file, Quora by paraphrase cluster.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';
import { packageRoot } from '../../lib/package-root.ts';

/** Two questions, whether one answer serves both, and what they must not be torn from. */
export interface SourcedPair {
  a: string;
  b: string;
  label: boolean;
  group: string;
}

export const CALIBRATION_FAMILIES = ['telecom', 'devops-cloud', 'product-operations'];

const familySchema = z.object({
  base: z.string(),
  same: z.array(z.string()),
  different: z.array(z.string()),
});

/** Every pair of each family: what one answer serves, among themselves and against the near misses. */
export function familyPairs(files: readonly string[]): SourcedPair[] {
  return files.flatMap((file) =>
    jsonLines(readFileSync(path.join(packageRoot(), `daemon/training/data/families/${file}.jsonl`))).flatMap(
      (row, index) => {
        const { base, same, different } = familySchema.parse(row);
        const served = [base, ...same];
        const group = `${file} ${index}`;
        return [
          ...served.flatMap((a, place) => served.slice(place + 1).map((b) => ({ a, b, label: true, group }))),
          ...served.flatMap((a) => different.map((b) => ({ a, b, label: false, group }))),
        ];
      },
    ),
  );
}

const quoraSchema = z.object({
  ...{ a: z.string(), b: z.string(), label: z.number() },
  ...{ cluster_a: z.string(), cluster_b: z.string() },
});

/** Quora's development pairs, of which no cluster trained or judges anything. */
export function quoraPairs(): SourcedPair[] {
  return publicRows('pairs/qqp.jsonl.gz').flatMap((row) => {
    const { a, b, label, cluster_a: left, cluster_b: right } = quoraSchema.parse(row);
    const parts = [splitOf(left), splitOf(right)];
    const isKept = parts.includes('development') && !parts.includes('test');
    return isKept ? [{ a, b, label: label === 1, group: left }] : [];
  });
}

function splitOf(cluster: string): 'test' | 'development' | 'train' {
  const digest = createHash('sha256').update(cluster).digest('hex');
  const share = Number.parseInt(digest.slice(0, 8), 16) / 2 ** 32;
  return share < 0.15 ? 'test' : share < 0.2 ? 'development' : 'train';
}

/** Rows of a public set. @throws Error that says what to set where the data are not there. */
function publicRows(name: string): unknown[] {
  const folder = process.env.ASKONCE_DATA_DIR ?? path.join(packageRoot(), '..', 'shared', 'data');
  const file = path.join(folder, name);
  try {
    return jsonLines(gunzipSync(readFileSync(file)));
  } catch (cause) {
    throw new Error(`${file} cannot be read: set ASKONCE_DATA_DIR to the folder of the public sets.`, {
      cause,
    });
  }
}

function jsonLines(content: Buffer): unknown[] {
  const lines = content.toString().split('\n');
  return lines.filter((line) => line.trim() !== '').map((line) => JSON.parse(line) as unknown);
}
