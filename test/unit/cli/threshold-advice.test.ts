import { expect, test } from 'vitest';
import { adviseThreshold } from '../../../daemon/cli/threshold-advice.ts';
import { modelDescriptionSchema } from '../../../daemon/embedding/model-description.ts';

const description = modelDescriptionSchema.parse({
  ...{
    id: 'some-model',
    dimension: 4,
    windowTokens: 256,
    pooling: 'mean',
    similarityFloor: 0.94,
    ...{ scripts: 'any', languages: 'any' },
  },
  measuredFloors: [
    { floor: 0.8, recall: 0.762, precision: 0.726 },
    { floor: 0.94, recall: 0.242, precision: 0.878 },
  ],
});

test("a threshold's recall and precision are told beside those of the model's own floor", () => {
  expect(adviseThreshold(0.82, description)).toMatch(
    /0\.82: .*some-model.* 76 % .* 73 % .*0\.94 it is 24 % and 88 %/,
  );
});

test('nothing is said of a model that was not measured', () => {
  expect(adviseThreshold(0.8, { ...description, measuredFloors: [] })).toBeUndefined();
});
