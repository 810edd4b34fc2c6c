import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { crc32, deflateSync } from 'node:zlib';

const run = promisify(execFile);

/** A dialog dims the window behind it: so much of the screen changes. */
const DIMMED_SHARE = 0.3;
const DIALOG_WITHIN_MS = 30_000;

/** A screen that nobody looks at, for what cannot be done headless: the browser's own dialogs. */
export interface VirtualDisplay {
  /** As DISPLAY has it. */
  name: string;
  /** Presses keys, by their names in X. */
  press(...keys: string[]): Promise<void>;
  /** Does what brings up a dialog; resolves when that stands there and nothing has moved for a while, in milliseconds. */
  untilDialog(bringUp: () => Promise<void>, stillForMs: number): Promise<void>;
  /** Everything on the screen, as a PNG file. */
  screenshot(file: string): void;
  close(): Promise<void>;
}

/** What is missing for a display, in words; undefined where nothing is. */
export function whyNoDisplay(): string | undefined {
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  const missing = ['Xvfb', 'xdotool'].filter(
    (program) => !folders.some((folder) => existsSync(path.join(folder, program))),
  );
  return missing.length > 0 ? `The browser's own dialogs need ${missing.join(' and ')}.` : undefined;
}

/** Starts Xvfb on a display of its own choice. */
export async function startVirtualDisplay(): Promise<VirtualDisplay> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'askonce-display-'));
  const parameters = ['-displayfd', '3', '-screen', '0', '1280x800x24', '-nolisten', 'tcp', '-fbdir', folder];
  const child = spawn('Xvfb', parameters, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  const failed = new Promise<never>((_resolve, reject) => child.once('error', reject));
  const ready = new Promise<string>((resolve) => {
    child.stdio[3]?.once('data', (data: Buffer) => {
      resolve(`:${data.toString().trim()}`);
    });
  });
  const name = await Promise.race([ready, failed]);
  const frame = path.join(folder, 'Xvfb_screen0');
  while (!existsSync(frame)) await setTimeout(10);
  return {
    name,
    async press(...keys) {
      await run('xdotool', ['key', ...keys], { env: { ...process.env, DISPLAY: name } });
    },
    async untilDialog(bringUp, stillForMs) {
      const before = readFileSync(frame);
      await bringUp();
      const until = performance.now() + DIALOG_WITHIN_MS;
      let last = before;
      let since = performance.now();
      while (changedShare(before, last) < DIMMED_SHARE || performance.now() - since < stillForMs) {
        if (performance.now() > until) throw new Error('Waited in vain for a dialog on the display.');
        await setTimeout(50);
        const now = readFileSync(frame);
        if (!now.equals(last)) since = performance.now();
        last = now;
      }
    },
    screenshot: (file) => {
      writeFileSync(file, pngOf(readFileSync(frame)));
    },
    async close() {
      const ended = once(child, 'exit');
      child.kill();
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Of the bytes of two pictures, every hundredth of which is looked at. */
function changedShare(before: Buffer, after: Buffer): number {
  let changed = 0;
  for (let at = 0; at < before.length; at += 100) if (before[at] !== after[at]) changed += 1;
  return changed / (before.length / 100);
}

/** An X window dump (XWDFile.h: 32-bit big-endian words, then colours, then rows of BGRX) as a PNG (RFC 2083). */
function pngOf(dump: Buffer): Buffer {
  const word = (index: number): number => dump.readUInt32BE(index * 4);
  const [headerBytes, width, height, bytesPerRow, colours] = [word(0), word(4), word(5), word(12), word(19)];
  const begin = headerBytes + colours * 12;
  const rows = Buffer.alloc(height * (1 + width * 3));
  for (let y = 0, to = 0; y < height; y += 1) {
    to += 1;
    for (let x = 0; x < width; x += 1, to += 3) {
      const from = begin + y * bytesPerRow + x * 4;
      rows.writeUIntBE(dump.readUIntLE(from, 3), to, 3);
    }
  }
  const size = Buffer.alloc(13);
  size.writeUInt32BE(width, 0);
  size.writeUInt32BE(height, 4);
  size.set([8, 2], 8);
  const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
  const parts = [chunk('IHDR', size), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))];
  return Buffer.concat([signature, ...parts]);
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, check]);
}
