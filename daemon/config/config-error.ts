/** A configuration that cannot be used; `faults` holds one sentence each, with place and cure. The CLI exits 2 on it. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(faults.join('\n'));
    this.faults = faults;
  }
}
