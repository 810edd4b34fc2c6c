import { z } from 'zod';
import { modelFilesSchema } from '../inference/model-files.ts';

const share = z.number().min(0).max(1);
const script = z.string().refine(isScript, 'expected the name of a Unicode script, such as "Latin"');

/** What AskOnce must know of an embedding model beside its weights: the file `askonce.json` in the model's folder. */
export const modelDescriptionSchema = modelFilesSchema.extend({
  /** Length of a vector. */
  dimension: z.int().positive(),
  /** How the tokens' vectors become one: their mean, or the first token's. */
  pooling: z.enum(['mean', 'cls']),
  /** Cosine under which two questions are not worth a second look; measured on the model's own vectors. */
  similarityFloor: share,
  /**
   * What other floors were measured to do to real question pairs by cosine alone: the share of true rewordings at or
   * over them, and the share of true ones among what is. For advice and for the confidence that is told with a hit; nothing is decided by it.
   */
  measuredFloors: z.array(z.strictObject({ floor: share, recall: share, precision: share })).default([]),
  /** Scripts that the model was trained on (names: https://www.unicode.org/reports/tr24/), or "any". */
  scripts: z.union([z.literal('any'), z.array(script)]),
  /**
   * Languages that the model was trained on (BCP 47: "en", "pt"), or "any". Told apart in the Latin script only: those in
   * frequent-words.ts.
   */
  languages: z.union([z.literal('any'), z.array(z.string().regex(/^[a-z]{2,3}$/))]).default(['en']),
  /** Whether the tokenizer tells "año" from "ano"; those that lower-case usually drop the accents too. */
  keepsAccents: z.boolean().default(false),
  /** Put before every question, for models trained so (E5: "query: "). */
  prefix: z.string().default(''),
});

export type ModelDescription = z.infer<typeof modelDescriptionSchema>;

function isScript(name: string): boolean {
  if (!/^\w+$/.test(name)) return false;
  try {
    // The engine has no list of the scripts that it knows: only trying tells.
    new RegExp(`\\p{Script=${name}}`, 'u');
    return true;
  } catch {
    return false;
  }
}
