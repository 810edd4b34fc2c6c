import OpenAI from 'openai';
import type { ModelInfo } from '../chat/model-info.ts';
import type { StoryLine } from './story.ts';

export interface PlayedLine extends StoryLine {
  /** Id of the decision. */
  decision: string;
  cache: string;
  tier: string;
  model: string;
  similarity: string;
  reason: string;
  /** Milliseconds to the first word and to the end. */
  firstWordMs: number;
  totalMs: number;
  /** Whether its model is a practice model. */
  simulated: boolean;
  /** Whether it came out as expected; of the tier only where there is a model of the expected one. */
  cameOut: boolean;
}

/** Asks every question of the story, one after the other, as any OpenAI client would. */
export async function playStory(
  story: readonly StoryLine[],
  { baseUrl, apiKey }: { baseUrl: string; apiKey: string },
  models: readonly ModelInfo[],
): Promise<PlayedLine[]> {
  const client = new OpenAI({ baseURL: baseUrl, apiKey, organization: null, project: null, maxRetries: 0 });
  const played: PlayedLine[] = [];
  for (const line of story) played.push(await playLine(client, line, models));
  return played;
}

async function playLine(client: OpenAI, line: StoryLine, models: readonly ModelInfo[]): Promise<PlayedLine> {
  const begin = performance.now();
  const { data: stream, response } = await client.chat.completions
    .create({
      model: 'auto',
      messages: [
        { role: 'system', content: line.system },
        ...(line.before ?? []).map((content, index) => ({
          role: index % 2 === 0 ? ('user' as const) : ('assistant' as const),
          content,
        })),
        { role: 'user', content: line.question },
      ],
      temperature: 0.7,
      stream: true,
    })
    .withResponse();
  let firstWordMs = 0;
  for await (const chunk of stream) {
    if (firstWordMs === 0 && chunk.choices[0]?.delta.content) firstWordMs = performance.now() - begin;
  }
  const header = (name: string): string => response.headers.get(`x-askonce-${name}`) ?? '';
  const cache = header('cache');
  const tier = header('tier');
  const { expected } = line;
  const model = header('model');
  const wantsTier = expected.tier !== undefined && models.some((one) => one.tier === expected.tier);
  return {
    ...line,
    decision: header('id'),
    ...{ cache, tier, model, similarity: header('similarity'), reason: header('reason') },
    firstWordMs,
    totalMs: performance.now() - begin,
    simulated: models.some(({ id, simulated }) => id === model && simulated),
    cameOut: cache === expected.cache && (!wantsTier || tier === expected.tier),
  };
}
