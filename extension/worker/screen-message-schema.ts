import * as z from 'zod';
import { operationSchema, siteSettingSchema } from '../../shared/protocol';
import type { FromExtensionPage } from '../messages';
import { isSiteOrigin } from '../site-origin';

const origin = z.string().refine(isSiteOrigin, 'This is not the origin of a web page.');

/** All that a page of the extension may ask of the worker. */
export const screenMessageSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('read-state') }),
  z.object({ type: z.literal('begin-pairing') }),
  z.object({ type: z.literal('enter-code'), code: z.string().max(100) }),
  z.object({ type: z.literal('unpair') }),
  z.object({ type: z.literal('save-site'), setting: siteSettingSchema.extend({ origin }) }),
  z.object({ type: z.literal('remove-site'), origin }),
  z.object({ type: z.literal('set-paused'), isPaused: z.boolean() }),
  z.object({ type: z.literal('set-always-ask-model'), origin, isOn: z.boolean() }),
  z.object({ type: z.literal('record-exchange'), tabId: z.number().int(), origin }),
  z.object({ type: z.literal('end-teaching') }),
  z.object({ type: z.literal('set-port'), port: z.number().int().min(1).max(65_535) }),
  z.object({ type: z.literal('operation'), operation: operationSchema }),
  z.object({ type: z.literal('export-settings') }),
  z.object({ type: z.literal('import-settings'), text: z.string().max(2_000_000) }),
]) satisfies z.ZodType<FromExtensionPage>;

export interface MessageSender {
  id?: string | undefined;
  url?: string | undefined;
  origin?: string | undefined;
}

/** Whether a message comes from a page of this extension: not from a web page, its bridge, or another extension. */
export function isOwnPage(sender: MessageSender | undefined, extensionId: string, ownUrl: string): boolean {
  if (sender?.id !== extensionId || sender.url === undefined) return false;
  // A bridge has the extension's id as well, and the address of its web page.
  const ownOrigin = ownUrl.replace(/\/$/, '');
  return sender.url.startsWith(ownUrl) && (sender.origin === undefined || sender.origin === ownOrigin);
}
