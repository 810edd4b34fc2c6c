import { delta, endEvents, sendEvent, sendJson, startEvents, type Script } from './scripted-upstream.ts';

/** An upstream that says a word and then calls one tool, its arguments in two pieces where it streams. */
export function callTool({
  text,
  name,
  argumentPieces,
}: {
  text: string;
  name: string;
  argumentPieces: string[];
}): Script {
  return (call, response) => {
    if (call.body.stream === true) {
      startEvents(response);
      sendEvent(response, delta({ role: 'assistant', content: text }));
      sendEvent(
        response,
        delta({ tool_calls: [{ index: 0, id: 'call_9', type: 'function', function: { name } }] }),
      );
      for (const piece of argumentPieces)
        sendEvent(response, delta({ tool_calls: [{ index: 0, function: { arguments: piece } }] }));
      sendEvent(response, delta({}, 'tool_calls'));
      endEvents(response);
      return;
    }
    const called = { name, arguments: argumentPieces.join('') };
    const message = {
      role: 'assistant',
      content: text,
      tool_calls: [{ id: 'call_9', type: 'function', function: called }],
    };
    sendJson(response, 200, {
      id: 'chatcmpl-upstream',
      object: 'chat.completion',
      created: 1,
      model: call.body.model,
      choices: [{ index: 0, message, logprobs: null, finish_reason: 'tool_calls' }],
      usage: { prompt_tokens: 7, completion_tokens: 5, total_tokens: 12 },
    });
  };
}
