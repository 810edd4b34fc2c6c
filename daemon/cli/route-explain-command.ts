import type { Command } from 'commander';
import type { ExplainedRouteView } from '../server/own-api.ts';
import { note, print, type CliContext } from './cli-context.ts';
import { CommandError, EXIT } from './command-error.ts';
import { describeRoute } from './describe-route.ts';
import { findDaemon } from './find-daemon.ts';
import { openConfig, type OpenedConfig } from './open-config.ts';

/** `askonce route explain QUESTION`: where it would be sent, and why; asks no model. */
export function addRouteExplainCommand(route: Command, context: CliContext): void {
  route
    .command('explain')
    .description('say which model a question would be sent to, and why; asks none')
    .argument('<question>', 'the question, as the first message of a chat')
    .option('--json', 'print it as JSON')
    .addHelpText(
      'after',
      '\nExample:\n  $ askonce route explain "Prove that the square root of 2 is irrational."',
    )
    .action(async (question: string, flags: { json?: true }, command: Command) => {
      if (question.trim() === '') throw new CommandError('Say what is asked.', EXIT.usage);
      const explained = await explain(context, openConfig(context, command), question);
      print(context, flags.json ? JSON.stringify(explained) : describeRoute(explained));
    });
}

/** A running daemon knows how fast its models are lately, and what use has taught. */
async function explain(
  context: CliContext,
  opened: OpenedConfig,
  question: string,
): Promise<ExplainedRouteView> {
  const daemon = await findDaemon(context, opened);
  if (daemon) return daemon.explainRoute(question);
  if (opened.config.models.length === 0) note(context, 'No model is configured: one of each size stands in.');
  const explainer = await context.daemon.openRouteExplainer(opened.config, opened.dataFolder);
  try {
    return await explainer.explain(question);
  } finally {
    await explainer.close();
  }
}
