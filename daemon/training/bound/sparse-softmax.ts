/** A case for multinomial regression over features that are there or not. */
export interface SparseCase {
  features: readonly string[];
  /** Index of its class; class 0 is the one that the others are weighed against. */
  label: number;
  /** How much it counts. */
  weight: number;
}

/** Log-odds of each class but the first against the first. */
export interface SparseSoftmax {
  bias: number[];
  weights: Map<string, number[]>;
}

export interface SoftmaxTraining {
  classes: number;
  epochs: number;
  rate: number;
  /** Pulls small weights to exactly 0 (L1), in units of the mean gradient. */
  penalty: number;
  /** In [0, 1). */
  random: () => number;
}

/** A feature with its weights and their squared gradients so far, class by class. */
interface Column {
  weights: Float64Array;
  squares: Float64Array;
  /** Cases seen when the penalty was last paid: features that are rare pay it late, all at once. */
  paidAt: number;
}

/** Maximum likelihood with an L1 penalty by AdaGrad, one case at a time. */
export function fitSparseSoftmax(
  cases: readonly SparseCase[],
  { classes, epochs, rate, penalty, random }: SoftmaxTraining,
): SparseSoftmax {
  const columns = new Map<string, Column>();
  const bias = newColumn(classes - 1);
  let seen = 0;
  const pay = (column: Column): void => {
    const owed = penalty * (seen - column.paidAt);
    column.paidAt = seen;
    column.weights.forEach((weight, index) => {
      const step = (rate * owed) / Math.sqrt((column.squares[index] ?? 0) + 1e-8);
      column.weights[index] = Math.sign(weight) * Math.max(0, Math.abs(weight) - step);
    });
  };
  for (let epoch = 0; epoch < epochs; epoch += 1) {
    for (const { features, label, weight } of shuffled(cases, random)) {
      const touched = features.map((feature) => columnOf(columns, feature, classes - 1, seen));
      touched.forEach(pay);
      const slopes = probabilities(bias, touched).map(
        (p, index) => weight * (p - (label === index + 1 ? 1 : 0)),
      );
      for (const column of [bias, ...touched]) descend(column, slopes, rate);
      seen += 1;
    }
  }
  columns.forEach(pay);
  const weights = new Map(Array.from(columns, ([feature, column]) => [feature, [...column.weights]]));
  return { bias: [...bias.weights], weights };
}

function newColumn(width: number, paidAt = 0): Column {
  return { weights: new Float64Array(width), squares: new Float64Array(width), paidAt };
}

function columnOf(columns: Map<string, Column>, feature: string, width: number, seen: number): Column {
  const known = columns.get(feature);
  if (known) return known;
  const column = newColumn(width, seen);
  columns.set(feature, column);
  return column;
}

/** Of each class but the first. */
function probabilities(bias: Column, columns: readonly Column[]): number[] {
  const odds = Array.from(bias.weights, (start, index) =>
    Math.exp(columns.reduce((logit, { weights }) => logit + (weights[index] ?? 0), start)),
  );
  const sum = odds.reduce((total, one) => total + one, 1);
  return odds.map((one) => one / sum);
}

function descend({ weights, squares }: Column, slopes: readonly number[], rate: number): void {
  slopes.forEach((slope, index) => {
    const square = (squares[index] ?? 0) + slope * slope;
    squares[index] = square;
    weights[index] = (weights[index] ?? 0) - (rate * slope) / Math.sqrt(square + 1e-8);
  });
}

function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const copy = [...items];
  for (let last = copy.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [copy[last], copy[other]] = [copy[other] as T, copy[last] as T];
  }
  return copy;
}
