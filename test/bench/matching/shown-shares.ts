/** "12.3 %" */
export function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

/** "(1.2 to 3.4)", in percent. */
export function interval([low, high]: readonly [number, number]): string {
  return `(${(low * 100).toFixed(1)} to ${(high * 100).toFixed(1)})`;
}
