import { readFileSync } from 'node:fs';
import { isNode, isPair, isScalar, isMap, LineCounter, parseDocument, type Document } from 'yaml';
import type { KeyPath } from './key-path.ts';

/** A configuration file as read: plain values, and where each of them stands. */
export interface ConfigFile {
  /** What the file says; undefined for an empty file. */
  tree: unknown;
  /** Faults of syntax, each with its line. */
  faults: { line: number; message: string }[];
  /** Line of the key at `path` or, where the file has none, of the section that should hold it. From 1. */
  lineOf(path: KeyPath): number;
}

/** Reads a YAML file; throws what the file system throws. */
export function readConfigFile(file: string): ConfigFile {
  return parseConfigText(readFileSync(file, 'utf8'));
}

/** Reads YAML from a text. */
export function parseConfigText(text: string): ConfigFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const faults = [...document.errors, ...document.warnings].map((error) => ({
    line: lines.linePos(error.pos[0]).line,
    message: `YAML syntax: ${error.message}`,
  }));
  return {
    // A document with errors may hold anything, down to aliases of itself: its faults are what matters.
    tree: faults.length > 0 ? undefined : toTree(document),
    faults,
    lineOf: (path) => lines.linePos(offsetOf(document, path)).line,
  };
}

/** Throws for aliases that would fill the memory, or that stand within what they stand for. */
function toTree(document: Document): unknown {
  const tree: unknown = document.toJS();
  try {
    JSON.stringify(tree);
  } catch (error) {
    throw new Error('an alias stands within what it stands for', { cause: error });
  }
  return tree;
}

/** Offset of the key of the deepest part of `path` that the document has. */
function offsetOf(document: Document, path: KeyPath): number {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const part of path) {
    const next = childOf(node, part);
    if (!next) break;
    offset = startOf(next.key) ?? startOf(next.value) ?? offset;
    node = next.value;
  }
  return offset;
}

function childOf(node: unknown, part: PropertyKey): { key: unknown; value: unknown } | undefined {
  if (isMap(node)) {
    const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(part));
    return isPair(pair) ? { key: pair.key, value: pair.value } : undefined;
  }
  if (isNode(node) && 'items' in node && Array.isArray(node.items) && typeof part === 'number') {
    const value: unknown = node.items[part];
    return value === undefined ? undefined : { key: undefined, value };
  }
  return undefined;
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}
