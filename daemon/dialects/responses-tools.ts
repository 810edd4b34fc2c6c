import { badField, isObject } from './read-body.ts';

type Tool = Readonly<Record<string, unknown>> & { type: string };

/** Functions lie flat here and nested in OpenAI's chat form. @throws DaemonError 400 for tools that OpenAI runs. */
export function readResponsesTools(tools: readonly Tool[]): Record<string, unknown> {
  if (tools.length === 0) return {};
  return {
    tools: tools.map(({ type, ...described }, position) => {
      if (type !== 'function')
        throw badField(
          `tools.${position}.type`,
          `"${type}" runs on servers of OpenAI and cannot be passed on`,
        );
      return { type, function: withoutNulls(described) };
    }),
  };
}

export function readResponsesToolChoice(choice: string | Tool | undefined): Record<string, unknown> {
  if (choice === undefined) return {};
  if (!isObject(choice)) return { tool_choice: choice };
  if (choice.type !== 'function')
    throw badField('tool_choice.type', `"${choice.type}" cannot be passed on; "function" can`);
  return { tool_choice: { type: 'function', function: { name: choice.name } } };
}

/** OpenAI's client writes `strict: null`, which other servers refuse. */
function withoutNulls(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
}
