import { badField } from './read-body.ts';

interface AnthropicTool {
  name?: string | undefined;
  type?: string | null | undefined;
  [field: string]: unknown;
}

interface AnthropicToolChoice {
  type: 'auto' | 'any' | 'tool' | 'none';
  name?: string | undefined;
  disable_parallel_tool_use?: boolean | null | undefined;
}

/** Tools of the client's own as OpenAI's functions. @throws DaemonError 400 for tools that Anthropic's servers run. */
export function readAnthropicTools(tools: readonly AnthropicTool[]): Record<string, unknown> {
  if (tools.length === 0) return {};
  return { tools: tools.map((tool, position) => readTool(tool, `tools.${position}`)) };
}

function readTool({ type, name, description, input_schema: parameters }: AnthropicTool, at: string): object {
  if (type !== undefined && type !== null && type !== 'custom')
    throw badField(`${at}.type`, `"${type}" runs on servers of Anthropic and cannot be passed on`);
  if (name === undefined) throw badField(`${at}.name`, 'a tool needs a name');
  return {
    type: 'function',
    function: { name, ...(description !== undefined && { description }), parameters },
  };
}

export function readAnthropicToolChoice(choice: AnthropicToolChoice | undefined): Record<string, unknown> {
  if (!choice) return {};
  return {
    tool_choice: choiceOf(choice),
    ...(choice.disable_parallel_tool_use === true && { parallel_tool_calls: false }),
  };
}

function choiceOf({ type, name }: AnthropicToolChoice): unknown {
  if (type === 'any') return 'required';
  if (type !== 'tool') return type;
  if (name === undefined) throw badField('tool_choice.name', 'the choice of one tool needs its name');
  return { type: 'function', function: { name } };
}
