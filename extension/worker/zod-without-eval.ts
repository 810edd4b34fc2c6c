/** zod tries `new Function`, which an extension's policy forbids and the browser then reports. Import this first. */
import { config } from 'zod';

config({ jitless: true });
