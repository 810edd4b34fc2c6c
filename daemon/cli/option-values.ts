import { InvalidArgumentError } from 'commander';

/** Reads a whole number of at least `minimum` for commander; other text is a usage error. */
export function wholeNumber(minimum: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= minimum) return value;
    throw new InvalidArgumentError(`Expected a whole number of at least ${minimum}.`);
  };
}
