/** Badge text while the extension has no connection to a daemon. */
export const NOT_CONNECTED_BADGE = 'off';
