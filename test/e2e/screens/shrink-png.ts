import { crc32, deflateSync, inflateSync } from 'node:zlib';

type Color = readonly [number, number, number];

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const TRUE_COLOR = 2;
const TRUE_COLOR_ALPHA = 6;
const PALETTE = 3;
const MOST_COLORS = 256;

/**
 * A browser's picture in at most 256 colours: its most frequent ones, and the nearest of them for the rest. For pictures
 * of interfaces, opaque, 8 bits a channel (https://www.w3.org/TR/png-3/).
 */
export function shrinkPng(png: Buffer): Buffer {
  const { width, height, pixels } = decode(png);
  const counts = new Map<number, number>();
  for (const pixel of pixels) counts.set(pixel, (counts.get(pixel) ?? 0) + 1);
  const frequent = [...counts].sort(([, one], [, other]) => other - one).slice(0, MOST_COLORS);
  const palette = frequent.map(([pixel]) => pixel);
  const indices = new Map(palette.map((pixel, index) => [pixel, index]));
  const rows = Buffer.alloc((width + 1) * height);
  pixels.forEach((pixel, position) => {
    let index = indices.get(pixel);
    if (index === undefined) {
      index = nearest(pixel, palette);
      indices.set(pixel, index);
    }
    rows[Math.floor(position / width) * (width + 1) + 1 + (position % width)] = index;
  });
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, PALETTE, 0, 0, 0], 8);
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from(palette.flatMap((pixel) => channels(pixel)))),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function decode(png: Buffer): { width: number; height: number; pixels: Uint32Array } {
  const width = png.readUInt32BE(16);
  const height = png.readUInt32BE(20);
  const colorType = png.readUInt8(25);
  if (colorType !== TRUE_COLOR && colorType !== TRUE_COLOR_ALPHA)
    throw new Error(`Colour type ${colorType} is none that a browser writes.`);
  const step = colorType === TRUE_COLOR ? 3 : 4;
  const data: Buffer[] = [];
  for (let at = SIGNATURE.length; at < png.length;) {
    const length = png.readUInt32BE(at);
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT') data.push(png.subarray(at + 8, at + 8 + length));
    at += length + 12;
  }
  const bytes = unfilter(inflateSync(Buffer.concat(data)), width * step, height, step);
  const pixels = new Uint32Array(width * height);
  for (let index = 0; index < pixels.length; index += 1) pixels[index] = bytes.readUIntBE(index * step, 3);
  return { width, height, pixels };
}

/** Section 9 of the specification: each row says how it was predicted. */
function unfilter(raw: Buffer, rowBytes: number, height: number, step: number): Buffer {
  const out = Buffer.alloc(rowBytes * height);
  for (let row = 0; row < height; row += 1) {
    const filter = raw.readUInt8(row * (rowBytes + 1));
    for (let column = 0; column < rowBytes; column += 1) {
      const at = row * rowBytes + column;
      const left = column >= step ? out.readUInt8(at - step) : 0;
      const up = row > 0 ? out.readUInt8(at - rowBytes) : 0;
      const corner = row > 0 && column >= step ? out.readUInt8(at - rowBytes - step) : 0;
      const predicted = predict(filter, left, up, corner);
      out[at] = (raw.readUInt8(row * (rowBytes + 1) + 1 + column) + predicted) & 0xff;
    }
  }
  return out;
}

function predict(filter: number, left: number, up: number, corner: number): number {
  if (filter === 0) return 0;
  if (filter === 1) return left;
  if (filter === 2) return up;
  if (filter === 3) return (left + up) >> 1;
  const guess = left + up - corner;
  const [toLeft, toUp, toCorner] = [left, up, corner].map((value) => Math.abs(guess - value)) as [
    number,
    number,
    number,
  ];
  if (toLeft <= toUp && toLeft <= toCorner) return left;
  return toUp <= toCorner ? up : corner;
}

function channels(pixel: number): Color {
  return [pixel >> 16, (pixel >> 8) & 0xff, pixel & 0xff];
}

function nearest(pixel: number, palette: readonly number[]): number {
  const [red, green, blue] = channels(pixel);
  const distances = palette.map((candidate) => {
    const [otherRed, otherGreen, otherBlue] = channels(candidate);
    return (red - otherRed) ** 2 + (green - otherGreen) ** 2 + (blue - otherBlue) ** 2;
  });
  return distances.indexOf(Math.min(...distances));
}

function chunk(type: string, data: Buffer): Buffer {
  const typed = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(typed));
  return Buffer.concat([length, typed, checksum]);
}
