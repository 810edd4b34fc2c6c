/** What a rule may ask about a request. */
export interface RuleFacts {
  question: string;
  /** Host of the page where it was asked, or "http". */
  site: string;
  user: string;
  /** One of the router's categories; undefined where nothing could be estimated. */
  category: string | undefined;
  /** Of what the best tier gets right, the share that a small model does not, in [0, 1]; undefined as above. */
  difficulty: number | undefined;
  /** BCP 47 code of the question's language; undefined where the question does not tell. */
  language: string | undefined;
  /** Tokens of the whole request, estimated. */
  promptTokens: number;
  /** Messages of the user so far, this one included. */
  turns: number;
  hasImages: boolean;
  offersTools: boolean;
  wantsJson: boolean;
  /** The model is in the middle of its work with tools. */
  inToolLoop: boolean;
}

/** A user's own routing rule: where its condition holds, its model or tier answers. */
export interface Rule {
  /** Shown in the reason. */
  name?: string | undefined;
  /** The higher is asked first, 0 where absent; of equal ones, the one that stands first. */
  priority?: number | undefined;
  when: RuleCondition;
  /** Id of a configured model, or a tier. */
  model?: string | undefined;
  /** No other is asked, whatever happens: for what must not leave this model, or a model of this tier. */
  only?: boolean | undefined;
  /** Whether a model that can do both thinks before it answers. */
  reasoning?: 'on' | 'off' | undefined;
}

/** Holds where every key of it does; within a list of values, where any does. */
export interface RuleCondition {
  /** A word or phrase of the question, in any case. */
  keyword?: OneOrMore<string> | undefined;
  site?: OneOrMore<string> | undefined;
  user?: OneOrMore<string> | undefined;
  category?: OneOrMore<string> | undefined;
  language?: OneOrMore<string> | undefined;
  difficulty?: DifficultyName | Between | undefined;
  context_tokens?: Between | undefined;
  turns?: Between | undefined;
  /** What the request needs of a model. */
  capability?: OneOrMore<RuleCapability> | undefined;
  all?: readonly RuleCondition[] | undefined;
  any?: readonly RuleCondition[] | undefined;
  not?: RuleCondition | undefined;
}

export type OneOrMore<Value> = Value | readonly Value[];

/** Both bounds are left out: above 3 begins at 4. */
export interface Between {
  above?: number | undefined;
  below?: number | undefined;
}

export const RULE_CAPABILITIES = ['vision', 'tools', 'json'] as const;
type RuleCapability = (typeof RULE_CAPABILITIES)[number];

/**
 * From so much on, and under so much, a question is called so. Of the written examples that the heads were trained on,
 * 98 % of those for a small model are easy and 98 % of the others hard: between the two there is little.
 */
export const DIFFICULTIES: Record<DifficultyName, { from: number; under: number }> = {
  easy: { from: 0, under: 0.35 },
  medium: { from: 0.35, under: 0.65 },
  hard: { from: 0.65, under: Number.POSITIVE_INFINITY },
};
export const DIFFICULTY_NAMES = ['easy', 'medium', 'hard'] as const;
type DifficultyName = (typeof DIFFICULTY_NAMES)[number];
