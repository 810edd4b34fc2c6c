/** Port of the daemon's HTTP server and extension socket, unless configured otherwise. */
export const DEFAULT_PORT = 8801;
