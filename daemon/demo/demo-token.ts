/** The token of the brief's own request, accepted by the demo and by `askonce start --demo` alone. */
export const DEMO_TOKEN = 'test-token';
