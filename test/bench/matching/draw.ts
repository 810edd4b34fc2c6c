/** Draws so many at random, in random order; all of them where there are fewer. */
export function draw<Item>(items: readonly Item[], count: number, random: () => number): Item[] {
  const drawn = [...items];
  for (let index = 0; index < Math.min(count, drawn.length); index += 1) {
    const other = index + Math.floor(random() * (drawn.length - index));
    const [one, two] = [drawn[index], drawn[other]];
    if (one === undefined || two === undefined) continue;
    drawn[index] = two;
    drawn[other] = one;
  }
  return drawn.slice(0, count);
}
