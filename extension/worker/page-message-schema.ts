import * as z from 'zod';
import { pageAnswerSchema, pageRequestSchema } from '../../shared/protocol';
import type { FromChip, FromPage } from '../messages';

const id = z.string().min(1).max(100);

/** All that may come from a page's bridge. The page may be hostile: nothing else is listened to. */
export const pageMessageSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('chat-request'), id, request: pageRequestSchema }),
  z.object({ type: z.literal('chunks-read'), id, count: z.number().int().min(1).max(1_000) }),
  z.object({ type: z.literal('cancel'), id }),
  z.object({ type: z.literal('observed'), id, answer: pageAnswerSchema }),
  z.object({ type: z.literal('fault'), what: z.string().max(500) }),
  z.object({ type: z.literal('passed-early'), count: z.number().int().min(1).max(10_000) }),
  z.object({ type: z.literal('recorded'), request: pageRequestSchema, answer: pageAnswerSchema }),
  z.object({ type: z.literal('ask-model-next'), decision: id }),
  z.object({ type: z.literal('take-back'), decision: id }),
  z.object({ type: z.literal('forget-entry'), decision: id, entry: id }),
]) satisfies z.ZodType<FromPage | FromChip>;
