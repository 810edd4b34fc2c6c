import type { Exchange } from './exchange.ts';
import { hasMedia } from './media.ts';
import type { NotStoredReason } from './not-stored-reason.ts';

/** A conversation that shows the model an image, a file or a sound: its text alone does not say what was asked. */
export function checkImages({ request }: Exchange): NotStoredReason | undefined {
  return hasMedia(request) ? 'images' : undefined;
}
