/**
 * Replaces built-in methods and takes every replacement back. A replacement is a Proxy, so that `name` and `length` are
 * the original's, and prints as the original does: some sites refuse to work where `fetch.toString()` is not native.
 */
import * as natives from './natives';
import type { PageScope } from './natives';

/** What is called in a method's stead, with its own arguments. */
export type Replacement = (original: AnyFunction, self: unknown, parameters: unknown[]) => unknown;
export type AnyFunction = (...parameters: never[]) => unknown;

export interface Patches {
  /** Replaces the method `name` of `owner` (a global object or a prototype). */
  replace(owner: object, name: string, replacement: Replacement): void;
  /** A function of ours that looks like the built-in that it stands for. */
  wrap(original: AnyFunction, replacement: Replacement): AnyFunction;
  /** Puts every original back; what the page wrapped meanwhile passes its calls straight through. */
  undo(): void;
}

interface Patch {
  owner: object;
  name: string;
  ours: object;
  original: PropertyDescriptor;
  next: Patch | undefined;
}

export function createPatches(scope: PageScope): Patches {
  const originals = new natives.WeakMap<object, object>();
  let patches: Patch | undefined;
  let isUndone = false;

  const wrap = (original: AnyFunction, replacement: Replacement) => {
    const handler = natives.bare<ProxyHandler<AnyFunction>>({
      apply: (_target, self: unknown, parameters: unknown[]) => replacement(original, self, parameters),
    });
    const ours = new natives.Proxy(original, handler);
    natives.mapSet(originals, ours, original);
    return ours;
  };

  const replace = (owner: object, name: string, replacement: Replacement) => {
    const original = natives.getOwnPropertyDescriptor(owner, name);
    // Another script of the browser made it unchangeable: better no interception than a broken page.
    if (original?.configurable !== true || typeof original.value !== 'function') return;
    const method = original.value as AnyFunction;
    const ours = wrap(method, (_method, self, parameters) =>
      isUndone ? (natives.apply(method, self, parameters) as unknown) : replacement(method, self, parameters),
    );
    natives.defineProperty(owner, name, natives.bare({ ...original, value: ours }));
    patches = natives.bare<Patch>({ owner, name, ours, original: natives.bare(original), next: patches });
  };

  replace(scope.Function.prototype, 'toString', (original, self, parameters) => {
    const isObject = typeof self === 'function';
    const disguised = isObject ? natives.mapGet(originals, self) : undefined;
    return natives.apply(original, disguised ?? self, parameters);
  });

  return {
    replace,
    wrap,
    undo: () => {
      isUndone = true;
      for (; patches !== undefined; patches = patches.next) {
        const { owner, name, ours, original } = patches;
        const current = natives.getOwnPropertyDescriptor(owner, name);
        if (current?.value === ours) natives.defineProperty(owner, name, original);
      }
    },
  };
}
