/** Sent with every upstream call; a daemon that receives it is its own provider and refuses (design: "Configuration"). */
export const LOOP_HEADER = 'x-askonce-hop';
