import type { Command } from 'commander';
import { note, type CliContext } from './cli-context.ts';
import { CommandError } from './command-error.ts';
import { requireDaemon } from './find-daemon.ts';
import { openConfig } from './open-config.ts';
import { plainText } from './plain-text.ts';

interface AskFlags {
  model: string;
  system?: string;
  fresh?: true;
}

/** `askonce ask "question"`: one question through the running daemon, the answer as it comes. */
export function addAskCommand(program: Command, context: CliContext): void {
  program
    .command('ask')
    .description('ask one question and see whether the cache or a model answers')
    .argument('<question>')
    .option(
      '-m, --model <name>',
      '"auto", a tier (small, medium, large, reasoning) or a configured model',
      'auto',
    )
    .option('-s, --system <prompt>', 'a system prompt; answers are kept apart by it')
    .option('--fresh', 'ask a model even if the cache has an answer, and replace that')
    .addHelpText('after', '\nExample:\n  $ askonce ask "What are the main renewable energy sources?"')
    .action(async (question: string, flags: AskFlags, command: Command) => {
      const daemon = await requireDaemon(context, openConfig(context, command));
      note(context, await streamAnswer(context, daemon, question, flags));
    });
}

/** Writes the answer as it comes; resolves with the line that says where it came from. */
async function streamAnswer(
  context: CliContext,
  { baseUrl, apiKey }: { baseUrl: string; apiKey: string },
  question: string,
  { model, system, fresh }: AskFlags,
): Promise<string> {
  const { default: OpenAI, APIError } = await import('openai');
  // All spelt out: the shell may export OPENAI_BASE_URL, OPENAI_ORG_ID and the like for other uses.
  const client = new OpenAI({
    ...{ baseURL: `${baseUrl}/v1`, apiKey, organization: null, project: null },
    ...{ maxRetries: 0, fetch: context.fetch },
  });
  const startedAt = performance.now();
  try {
    const { data: chunks, response } = await client.chat.completions
      .create(
        {
          model,
          messages: [
            ...(system ? [{ role: 'system' as const, content: system }] : []),
            { role: 'user', content: question },
          ],
          stream: true,
        },
        { headers: fresh ? { 'cache-control': 'no-cache' } : {} },
      )
      .withResponse();
    for await (const chunk of chunks) context.stdout.write(plainText(chunk.choices[0]?.delta.content ?? ''));
    context.stdout.write('\n');
    return describeOrigin(response.headers, performance.now() - startedAt);
  } catch (error) {
    if (error instanceof APIError) throw new CommandError(error.message, 1, { cause: error });
    throw error;
  }
}

function describeOrigin(headers: Headers, elapsedMs: number): string {
  const cache = headers.get('x-askonce-cache') ?? 'unknown';
  const similarity = headers.get('x-askonce-similarity');
  const parts = [
    similarity && cache === 'hit-semantic' ? `${cache} (similarity ${similarity})` : cache,
    headers.get('x-askonce-model') ?? 'unknown model',
    headers.get('x-askonce-tier') ?? 'no tier',
    `${elapsedMs.toFixed(elapsedMs < 10 ? 1 : 0)} ms`,
  ];
  return `[${plainText(parts.join(' | '))}]`;
}
