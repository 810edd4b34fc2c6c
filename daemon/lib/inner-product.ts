/** Inner product of `a` with as many numbers of `b` from `offset` on. Four sums, so that the processor can overlap them. */
export function innerProduct(a: ArrayLike<number>, b: ArrayLike<number>, offset = 0): number {
  let [sum0, sum1, sum2, sum3] = [0, 0, 0, 0];
  const whole = a.length & ~3;
  for (let i = 0; i < whole; i += 4) {
    sum0 += (a[i] ?? 0) * (b[offset + i] ?? 0);
    sum1 += (a[i + 1] ?? 0) * (b[offset + i + 1] ?? 0);
    sum2 += (a[i + 2] ?? 0) * (b[offset + i + 2] ?? 0);
    sum3 += (a[i + 3] ?? 0) * (b[offset + i + 3] ?? 0);
  }
  for (let i = whole; i < a.length; i++) sum0 += (a[i] ?? 0) * (b[offset + i] ?? 0);
  return sum0 + sum1 + sum2 + sum3;
}
