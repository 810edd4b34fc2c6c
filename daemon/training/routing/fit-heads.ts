import { TIERS, type Tier } from '../../chat/cache-entry.ts';
import { innerProduct } from '../../lib/inner-product.ts';
import {
  FEATURES,
  questionFeatures,
  VECTOR_SIZE,
  type QuestionFeatures,
} from '../../router/heads/question-features.ts';
import { CATEGORIES, type StoredHeads } from '../../router/heads/routing-heads.ts';
import { categoryOf, PAIRS, type MeasuredQuestion, type WrittenQuestion } from './examples.ts';
import { fitSoftmax, storeSoftmax, type SoftmaxCase } from './fit-softmax.ts';

/** A question with what the heads see of it. */
export type Seen<Question> = Question & { vector: Float32Array | undefined; features: QuestionFeatures };

export interface HeadTraining {
  embedder: string;
  measured: readonly Seen<MeasuredQuestion>[];
  written: readonly Seen<WrittenQuestion>[];
  /** In [0, 1). */
  random: () => number;
}

const CHAT = 'chat';
/** Chosen on written questions whose file was left out: a tier that is too small costs more than one too large. */
const ENOUGH_FROM = 0.7;
/** One question in so many is further from every centre. */
const UNFAMILIAR_SHARE = 0.03;
/** A table's row counts as if so many questions of the mean had been seen. */
const PRIOR_QUESTIONS = 5;
/** Of the public questions so many help the category head, which is for chat questions. */
const PUBLIC_CATEGORY_SHARE = 0.06;
const PUBLIC_CATEGORY_WEIGHT = 0.5;
/**
 * A longer question gains more from a larger model. Fixed, not fitted: on categories that were left out it is most of what
 * can be told, where the kind tells, it changes nothing.
 */
const SLOPES = { small: -0.02, medium: -0.01, large: 0, reasoning: 0 };
const KIND_TRAINING = { features: FEATURES, epochs: 5, rate: 0.3, penalty: 1 };
const CATEGORY_TRAINING = { features: FEATURES, epochs: 15, rate: 0.1, penalty: 1 };
/** Chosen by leaving one file, so one author and sitting, out at a time: what folds at random allow is too little. */
const TIER_TRAINING = { features: FEATURES, epochs: 15, rate: 0.1, penalty: 10 };

export function see<Question extends { text: string }>(
  question: Question,
  vector: Float32Array | undefined,
): Seen<Question> {
  return { ...question, vector, features: questionFeatures(question.text, vector) };
}

/** Fits all heads on these questions, in the form in which they are stored. */
export function fitHeads({ embedder, measured, written, random }: HeadTraining): StoredHeads {
  const names = [...new Set(measured.map(({ kind }) => kind))].sort();
  const kindOf = new Map(names.map((name, index) => [name, index]));
  const kinds = fitSoftmax(
    [
      ...measured.map(({ features, kind }) => ({ features, label: kindOf.get(kind) ?? 0, weight: 1 })),
      ...written.map(({ features }) => ({ features, label: names.length, weight: 1 })),
    ],
    { ...KIND_TRAINING, classes: [...names, CHAT], random },
  );
  const rightByKind = tableOf(names, measured);
  return {
    embedder,
    kinds: storeSoftmax(kinds),
    rightByKind,
    slopes: SLOPES,
    categories: storeSoftmax(
      fitSoftmax(
        categoryCases(
          measured.filter(() => random() < PUBLIC_CATEGORY_SHARE),
          written,
        ),
        { ...CATEGORY_TRAINING, classes: CATEGORIES, random },
      ),
    ),
    tiers: storeSoftmax(
      fitSoftmax(
        written.map(({ features, tier }) => ({ features, label: TIERS.indexOf(tier), weight: 1 })),
        { ...TIER_TRAINING, classes: TIERS, random },
      ),
    ),
    enoughFrom: ENOUGH_FROM,
    ...centresOf([
      ...measured.map(({ kind, vector }) => ({ name: kind, vector })),
      ...written.map(({ category, vector }) => ({ name: `${CHAT} ${category}`, vector })),
    ]),
  };
}

/** Share of right answers by kind and tier, drawn towards the mean of the kind's set where a kind has few questions. */
function tableOf(names: readonly string[], measured: HeadTraining['measured']): StoredHeads['rightByKind'] {
  return names.map((name) => {
    const ofKind = measured.filter(({ kind }) => kind === name);
    const ofSet = measured.filter(({ set }) => set === ofKind[0]?.set);
    return rightOf((model) => {
      const [own, all] = [scoresOf(ofKind, model), scoresOf(ofSet, model)];
      return (sum(own) + PRIOR_QUESTIONS * (sum(all) / all.length)) / (own.length + PRIOR_QUESTIONS);
    });
  });
}

/**
 * No public file has a model of medium size: its share is taken halfway. The reasoning tier is never worse than the large
 * one, since the best models of the sets lose on some kinds by the form of their answers alone.
 */
function rightOf(share: (model: 'weak' | 'strong' | 'best') => number): Record<Tier, number> {
  const [small, large] = [share('weak'), share('strong')];
  return { small, medium: (small + large) / 2, large, reasoning: Math.max(large, share('best')) };
}

function scoresOf(questions: HeadTraining['measured'], model: 'weak' | 'strong' | 'best'): number[] {
  return questions.flatMap(({ set, scores }) => scores[PAIRS[set][model]] ?? []);
}

function categoryCases(measured: HeadTraining['measured'], written: HeadTraining['written']): SoftmaxCase[] {
  const ofWritten = written.map(({ features, category }) => ({
    features,
    label: CATEGORIES.indexOf(category),
    weight: 1,
  }));
  const ofMeasured = measured.flatMap(({ features, kind }) => {
    const category = categoryOf(kind);
    if (!category) return [];
    return [{ features, label: CATEGORIES.indexOf(category), weight: PUBLIC_CATEGORY_WEIGHT }];
  });
  return [...ofWritten, ...ofMeasured];
}

/** The middle of each kind and category, and how near to one of them nearly all questions are. */
function centresOf(
  questions: readonly { name: string; vector: Float32Array | undefined }[],
): Pick<StoredHeads, 'centres' | 'familiarFrom'> {
  const groups = new Map<string, Float32Array[]>();
  for (const { name, vector } of questions) {
    if (vector) pushTo(groups, name, vector);
  }
  const centres = Array.from(groups.values(), middleOf);
  const nearest = questions.flatMap(({ vector }) =>
    vector ? [Math.max(...centres.map((centre) => innerProduct(centre, vector)))] : [],
  );
  nearest.sort((a, b) => a - b);
  const bytes = Int8Array.from(
    centres.flatMap((centre) => [...centre]),
    (value) => Math.round(value * 127),
  );
  return {
    centres: Buffer.from(bytes.buffer).toString('base64'),
    familiarFrom: Math.max(0, nearest[Math.floor(UNFAMILIAR_SHARE * nearest.length)] ?? 0),
  };
}

function middleOf(vectors: readonly Float32Array[]): Float32Array {
  const total = new Float32Array(VECTOR_SIZE);
  for (const vector of vectors)
    vector.forEach((value, index) => (total[index] = (total[index] ?? 0) + value));
  const length = Math.sqrt(innerProduct(total, total));
  return total.map((value) => value / length);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function pushTo(groups: Map<string, Float32Array[]>, name: string, vector: Float32Array): void {
  const group = groups.get(name);
  if (group) group.push(vector);
  else groups.set(name, [vector]);
}
