export function faultsOf(manifest: Record<string, unknown>, browser: 'chrome' | 'firefox'): string[];
