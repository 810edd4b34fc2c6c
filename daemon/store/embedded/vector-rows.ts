import { z } from 'zod';
import type { Database } from '../../database/database.ts';

/** A vector as the indexes know it: by the sequence number of its entry. */
export interface VectorRow {
  sequence: number;
  vector: Float32Array;
}

/** Where indexes read what they are made from. A partition holds the vectors of one embedder in one scope. */
export interface VectorSource {
  /** In the order of their numbers: up to `limit` vectors with `after` < number <= `through`. */
  page(partition: number, range: { after: number; through: number; limit: number }): VectorRow[];
  get(partition: number, sequence: number): Float32Array | undefined;
  /** How many the partition holds; counts no further than `limit`. */
  count(partition: number, limit: number): number;
  /** The highest number given to any entry so far. */
  lastSequence(): number;
}

/** The vectors in the database: 32-bit floats, little-endian. */
export class VectorRows implements VectorSource {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  page(
    partition: number,
    { after, through, limit }: { after: number; through: number; limit: number },
  ): VectorRow[] {
    return this.#database
      .all(
        'SELECT sequence, vector FROM vectors WHERE partition = ? AND sequence > ? AND sequence <= ? ORDER BY sequence LIMIT ?',
        [partition, after, through, limit],
      )
      .map((row) => {
        const { sequence, vector } = rowSchema.parse(row);
        return { sequence, vector: decodeVector(vector) };
      });
  }

  get(partition: number, sequence: number): Float32Array | undefined {
    const row = this.#database.get('SELECT vector FROM vectors WHERE partition = ? AND sequence = ?', [
      partition,
      sequence,
    ]);
    return row && decodeVector(vectorSchema.parse(row.vector));
  }

  count(partition: number, limit: number): number {
    // By the small rows: those with the vectors are long.
    const row = this.#database.get(
      'SELECT count(*) AS count FROM (SELECT 1 FROM entries WHERE partition = ? LIMIT ?)',
      [partition, limit],
    );
    return z.number().parse(row?.count);
  }

  lastSequence(): number {
    const row = this.#database.get("SELECT seq FROM sqlite_sequence WHERE name = 'entries'");
    return row ? z.number().parse(row.seq) : 0;
  }

  insert(partition: number, sequence: number, vector: Float32Array): void {
    this.#database.run('INSERT INTO vectors (partition, sequence, vector) VALUES (?, ?, ?)', [
      partition,
      sequence,
      encodeVector(vector),
    ]);
  }

  delete(partition: number, sequence: number): void {
    this.#database.run('DELETE FROM vectors WHERE partition = ? AND sequence = ?', [partition, sequence]);
  }
}

const vectorSchema = z.instanceof(Uint8Array);
const rowSchema = z.object({ sequence: z.number(), vector: vectorSchema });

/** Every platform that Node runs on today is little-endian; a view is a hundred times faster than a loop. */
function encodeVector(vector: Float32Array): Uint8Array {
  return new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength);
}

export function decodeVector(bytes: Uint8Array): Float32Array {
  // Rows come as copies of their own, which begin where a float may begin.
  if (bytes.byteOffset % 4 === 0)
    return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >> 2);
  return new Float32Array(bytes.slice().buffer, 0, bytes.byteLength >> 2);
}
