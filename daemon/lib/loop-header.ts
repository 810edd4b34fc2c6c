/** Sent with every upstream call; a daemon that receives it is its own provider and refuses. */
export const LOOP_HEADER = 'x-askonce-hop';
