/**
 * The extension's background: enters when the browser starts it. So far it only marks that the extension does nothing
 * yet, so that nobody takes it for a working one; the socket to the daemon comes with the extension's own issue.
 */
import { NOT_CONNECTED_BADGE } from '../badge';

void chrome.action.setBadgeText({ text: NOT_CONNECTED_BADGE });
