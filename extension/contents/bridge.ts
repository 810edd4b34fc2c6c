/**
 * ENTRY of the isolated script of each frame of an enabled site. Takes the private port of the page hook, carries its
 * messages to the background and back, and shows the chip. Registered while the extension runs, for the sites that the
 * user switched on: what stands in `config` only makes Plasmo build it.
 */
import type { PlasmoCSConfig } from 'plasmo';
import { startBridge } from '../bridge/start-bridge';

export const config: PlasmoCSConfig = { matches: ['https://example.invalid/*'], run_at: 'document_start' };

startBridge(window, chrome.runtime);
