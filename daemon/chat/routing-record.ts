import { z } from 'zod';
import { TIERS } from './cache-entry.ts';

const share = z.number().min(0).max(1);

/** What limits the choice among the models that can take a request. */
const limitSchema = z.object({
  /** Id of the only model wanted. */
  model: z.string().optional(),
  /** The only tier wanted. */
  tier: z.enum(TIERS).optional(),
  /** No smaller tier than this. */
  floor: z.enum(TIERS).optional(),
});

const optionSchema = z.object({
  model: z.string(),
  tier: z.enum(TIERS),
  /** How probably its answer is right; absent where nothing could be estimated. */
  right: share.optional(),
  /** Expected, in US dollars; absent where no price is stated. */
  costUsd: z.number().optional(),
  /** Expected until the answer is whole. */
  seconds: z.number(),
  /** Why it was left out, for people; absent where it was not. */
  out: z.string().optional(),
});

/** What a model was chosen by: kept with the decision, so that people can see it and a replay can decide again. */
export const routingRecordSchema = z.object({
  /** What decided: the first of these that had something to say. */
  by: z.enum([
    'pin',
    'tier',
    'tool-loop',
    'complaint',
    'retry',
    'follow-up',
    'example',
    'estimate',
    'exploration',
    'unfamiliar',
    'default',
  ]),
  limit: limitSchema,
  /** The decision whose answer was complained of, asked anew or taken further. */
  after: z.string().optional(),
  /** What the question is about; the category head's surest class. */
  category: z.string().optional(),
  /** Of what the best tier gets right, the share that a small model does not. */
  difficulty: share.optional(),
  /** P(right) by tier as the heads said, before anything that use has taught. */
  right: z.partialRecord(z.enum(TIERS), share).optional(),
  /** Questions that the router knows, nearest first. */
  nearest: z.array(z.object({ text: z.string(), tier: z.enum(TIERS), similarity: share })).optional(),
  /** Tokens of the request, estimated. */
  promptTokens: z.number(),
  /** The model that answered last in this conversation, and how many tokens of the prompt it has read before. */
  stay: z.object({ model: z.string(), tokens: z.number() }).optional(),
  /** Best first. */
  options: z.array(optionSchema),
  /** The cheaper model that was asked first; absent where none was. */
  cascade: z
    .object({
      model: z.string(),
      tier: z.enum(TIERS),
      /** Id of the model that checked. */
      check: z.string(),
      /** What the check said; failed: there was no whole answer, or no clear verdict on it. */
      outcome: z.enum(['accepted', 'rejected', 'failed']),
    })
    .optional(),
});
export type RoutingRecord = z.infer<typeof routingRecordSchema>;
export type CascadeOutcome = NonNullable<RoutingRecord['cascade']>['outcome'];
export type RoutingLimit = RoutingRecord['limit'];
