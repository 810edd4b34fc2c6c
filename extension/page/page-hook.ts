/**
 * ENTRY of the script that runs in the page's own world, before any script of the page: bundled by itself as an IIFE, so
 * that it leaves no global behind. Requests that match the site's rules are asked about through the bridge; whatever
 * fails, the page's own request goes out once. It holds no secret and knows no API of the extension.
 */
import { installHook } from './install-hook';

installHook(window);
