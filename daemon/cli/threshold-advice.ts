import type { ModelDescription } from '../embedding/model-description.ts';

/** What a user's own `similarity_threshold` costs with this model, in one sentence; undefined where nothing was measured. */
export function adviseThreshold(
  threshold: number,
  { id, similarityFloor, measuredFloors }: ModelDescription,
): string | undefined {
  const own = nearest(measuredFloors, similarityFloor);
  const chosen = nearest(measuredFloors, threshold);
  if (!own || !chosen) return undefined;
  return (
    `similarity_threshold ${threshold}: with ${id} about ${percent(chosen.recall)} of true rewordings come near enough ` +
    `to be looked at, and by similarity alone ${percent(chosen.precision)} of what does is right; at the model's own floor ` +
    `${similarityFloor} it is ${percent(own.recall)} and ${percent(own.precision)}. Literal contradictions are refused at any value.`
  );
}

type MeasuredFloor = ModelDescription['measuredFloors'][number];

function nearest(floors: readonly MeasuredFloor[], value: number): MeasuredFloor | undefined {
  const distance = ({ floor }: MeasuredFloor): number => Math.abs(floor - value);
  return [...floors].sort((a, b) => distance(a) - distance(b))[0];
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
