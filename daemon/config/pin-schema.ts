import { z } from 'zod';
import { LANGUAGE_CODES } from '../embedding/language-of.ts';
import { CATEGORIES } from '../router/heads/routing-heads.ts';
import { DIFFICULTY_NAMES, RULE_CAPABILITIES, type RuleCondition } from '../router/rules/rule.ts';
import { oneOrMore, text, wholeNumber } from './schema-values.ts';

/** Conditions within conditions, at most so deep: beyond that nobody reads them. */
const DEEPEST = 4;

/** Checks of a whole section wait until each key is right, so that one typing error is one fault. */
const whole = (error: string) => ({
  error,
  when: ({ issues }: z.core.ParsePayload) => issues.length === 0,
});

/** Bounds that are themselves left out. */
const between = (value: z.ZodNumber) =>
  z
    .strictObject({ above: value.optional(), below: value.optional() })
    .refine(
      ({ above, below }) => above !== undefined || below !== undefined,
      whole('expected above, below or both'),
    )
    .refine(
      ({ above, below }) => above === undefined || below === undefined || above < below,
      whole('nothing is between these: expected "above" to be the smaller one'),
    );

/** A condition that may hold others, `depth` levels of them. */
function conditionSchema(depth: number): z.ZodType<RuleCondition> {
  const inner =
    depth > 0
      ? conditionSchema(depth - 1)
      : z.never({ error: `conditions may stand within conditions ${DEEPEST} deep, no deeper` });
  return z
    .strictObject({
      /** Any of these words or phrases occurs in the question. */
      keyword: oneOrMore(text()).optional(),
      /** The page that the question came from has this host. */
      site: oneOrMore(text()).optional(),
      /** The request is this user's. */
      user: oneOrMore(text()).optional(),
      /** What is asked for, as the router estimates it. */
      category: oneOrMore(z.enum(CATEGORIES)).optional(),
      /** How likely a small model fails, 0 to 1, or a name for a range of that. */
      difficulty: z.union([z.enum(DIFFICULTY_NAMES), between(z.number().min(0).max(1))]).optional(),
      /** BCP 47 code of the question's language. */
      language: oneOrMore(z.enum(LANGUAGE_CODES)).optional(),
      /** Tokens of the whole request, estimated. */
      context_tokens: between(wholeNumber().min(0)).optional(),
      /** Messages of the user so far, this one included. */
      turns: between(wholeNumber().min(0)).optional(),
      /** What the request needs of a model. */
      capability: oneOrMore(z.enum(RULE_CAPABILITIES)).optional(),
      /** Each of these conditions holds. */
      all: z.array(inner).min(1).optional(),
      /** One of these conditions holds. */
      any: z.array(inner).min(1).optional(),
      /** This condition does not hold. */
      not: inner.optional(),
    })
    .refine(
      (when) => Object.keys(when).length > 0,
      whole(
        'expected at least one of keyword, site, user, category, difficulty, language, context_tokens, turns, capability, all, any, not',
      ),
    );
}

/** A routing rule of the user's own. */
export const pinSchema = z
  .strictObject({
    /** Shown in the reason of a decision. */
    name: text().optional(),
    /** The higher is asked first; of equal ones, the one that stands first. */
    priority: z.number().default(0),
    /** What must hold for the pin to decide; several keys must all hold. Its keys: docs/routing-rules.md. */
    when: z.lazy(() => conditionSchema(DEEPEST)),
    /** Id of a configured model, or a tier. */
    model: text().optional(),
    /** true: no other model is asked, whatever happens; for what must not leave that one. */
    only: z.boolean().default(false),
    /** Whether a model that can do both thinks before it answers. */
    reasoning: z.enum(['on', 'off']).optional(),
  })
  .refine(({ model, reasoning }) => model !== undefined || reasoning !== undefined, {
    ...whole('missing; expected the id of a model or a tier, unless reasoning is set'),
    path: ['model'],
  });
