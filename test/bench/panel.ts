/** A figure of panels side by side, as SVG; each has its axes from 0 and any number of curves. */
const [WIDTH, HEIGHT, MARGIN] = [320, 220, 44];
const MOST_POINTS = 250;

export interface Curve {
  name: string;
  colour: string;
  /** Across and up, in the units of the axes. */
  points: readonly (readonly [number, number])[];
  /** Dots instead of a line. */
  isDots?: boolean;
}

export interface Panel {
  title: string;
  across: Axis;
  up: Axis;
  curves: readonly Curve[];
  /** Where the curves leave room for their names, at the right. */
  names: 'top' | 'bottom';
  /** A line across at this height. */
  level?: { at: number; name: string };
}

interface Axis {
  name: string;
  from: number;
  to: number;
  /** Where a number is written, and how. */
  ticks: readonly (readonly [at: number, text: string])[];
}

export function svgOf(panels: readonly Panel[]): string {
  const [width, height] = [panels.length * WIDTH, HEIGHT];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="sans-serif" font-size="11">`,
    `<rect width="${width}" height="${height}" fill="white"/>`,
    ...panels.map((panel, index) => panelOf(panel, index)),
    '</svg>\n',
  ].join('\n');
}

function panelOf({ title, across, up, curves, names, level }: Panel, index: number): string {
  const part = (value: number, { from, to }: Axis): number =>
    (Math.min(Math.max(value, from), to) - from) / (to - from);
  const x = (value: number): string => (MARGIN + part(value, across) * (WIDTH - 2 * MARGIN)).toFixed(1);
  const y = (value: number): string => (HEIGHT - MARGIN - part(value, up) * (HEIGHT - 2 * MARGIN)).toFixed(1);
  const left = Number(x(across.from));
  const right = Number(x(across.to));
  const nameFrom = names === 'top' ? MARGIN + 6 : HEIGHT - MARGIN - 6 - 12 * (curves.length - 1);
  return [
    `<g transform="translate(${index * WIDTH} 0)">`,
    label([left, MARGIN - 22], title, 'font-weight="bold"'),
    `<path d="M${left} ${y(up.to)}V${y(up.from)}H${right}" fill="none" stroke="#444"/>`,
    ...(level
      ? [
          `<path d="M${left} ${y(level.at)}H${right}" stroke="#999" stroke-dasharray="4 3"/>`,
          label([right, Number(y(level.at)) - 4], level.name, 'text-anchor="end" fill="#777"'),
        ]
      : []),
    ...curves.map((curve) => drawn(curve, { x, y })),
    ...across.ticks.map(([at, text]) => label([x(at), HEIGHT - MARGIN + 14], text, 'text-anchor="middle"')),
    ...up.ticks.map(([at, text]) => label([left - 5, Number(y(at)) + 4], text, 'text-anchor="end"')),
    label([(left + right) / 2, HEIGHT - 12], across.name, 'text-anchor="middle"'),
    label([left + 5, MARGIN - 6], up.name, 'fill="#444"'),
    ...curves.map(({ name, colour }, at) =>
      label([right, nameFrom + 12 * at], name, `text-anchor="end" fill="${colour}"`),
    ),
    '</g>',
  ].join('\n');
}

function drawn(
  { colour, points, isDots = false }: Curve,
  { x, y }: { x: (value: number) => string; y: (value: number) => string },
): string {
  if (isDots) {
    return points.map(([a, b]) => `<circle cx="${x(a)}" cy="${y(b)}" r="2.5" fill="${colour}"/>`).join('');
  }
  const step = Math.ceil(points.length / MOST_POINTS);
  const some = points.filter((_, at) => at % step === 0 || at === points.length - 1);
  const places = some.map(([a, b]) => `${x(a)},${y(b)}`).join(' ');
  return `<polyline fill="none" stroke="${colour}" stroke-width="1.6" points="${places}"/>`;
}

function label(at: [string | number, string | number], text: string, more = ''): string {
  return `<text x="${at[0]}" y="${at[1]}" ${more}>${text}</text>`;
}
