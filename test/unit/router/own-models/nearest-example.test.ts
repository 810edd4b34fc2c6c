import { expect, test } from 'vitest';
import { EXAMPLE_FLOOR, nearestExample } from '../../../../daemon/router/own-models/nearest-example.ts';

const at = (cosine: number): Float32Array => Float32Array.of(cosine, Math.sqrt(1 - cosine ** 2));
const ASKED = at(1);

test('the most similar example names the model', () => {
  const examples = [
    { model: 'a', vector: at(0.7) },
    { model: 'b', vector: at(0.9) },
    { model: 'c', vector: at(0.8) },
  ];
  expect(nearestExample(ASKED, examples, EXAMPLE_FLOOR)).toEqual({
    model: 'b',
    similarity: expect.closeTo(0.9, 5) as number,
  });
});

test('an example under the floor names none, one at the floor does', () => {
  const examples = [{ model: 'a', vector: at(0.5) }];
  expect(nearestExample(ASKED, examples, 0.6)).toBeUndefined();
  expect(nearestExample(ASKED, examples, 0.5)?.model).toBe('a');
  expect(nearestExample(ASKED, [], 0)).toBeUndefined();
});
