import type { ConnectionState } from '../messages';
import { backgroundStrings } from '../strings';

export interface Badge {
  /** At most four characters show. */
  text: string;
  /** For whoever points at the button, and for screen readers. */
  title: string;
  color: string;
}

export interface BadgeSituation {
  connection: ConnectionState['kind'];
  isPaused: boolean;
  /** The tab's page is of a site that is on. */
  isOn: boolean;
  /** Stored answers that went into the tab's page. */
  answered: number;
}

const titles = backgroundStrings.badge;
const GREY = '#5f6b7a';
const GREEN = '#1a7f4b';
const RED = '#b3261e';

/** What the button shows for one tab. */
export function badgeFor({ connection, isPaused, isOn, answered }: BadgeSituation): Badge {
  if (isPaused) return { text: 'off', title: titles.paused, color: GREY };
  if (connection === 'not-paired' || connection === 'pairing')
    return { text: '!', title: titles.pair, color: RED };
  if (connection !== 'paired' && connection !== 'reconnecting')
    return { text: '!', title: titles.missing, color: RED };
  if (!isOn) return { text: 'off', title: titles.off, color: GREY };
  if (answered === 0) return { text: 'on', title: titles.on, color: GREEN };
  const text = answered > 999 ? '999+' : String(answered);
  return { text, title: titles.answered(answered), color: GREEN };
}
