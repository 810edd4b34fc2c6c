import { expect, onTestFinished, test } from 'vitest';
import { startAnsweringDaemon } from '../../support/answering-daemon.ts';
import { answerText, type Script } from '../../support/scripted-upstream.ts';

test('a model that says nothing is left within the request, its call ended, and another one answers', async () => {
  const script: Script = (call, response) =>
    call.body.model === 'upstream-small' ? undefined : answerText('from the other')(call, response);
  const daemon = await startAnsweringDaemon({ script, config: { routing: { max_latency_ms: 200 } } });
  onTestFinished(() => daemon.remove());
  const { data, response } = await daemon.openai.chat.completions
    .create({ model: 'small', messages: [{ role: 'user', content: 'What is a heap?' }], stream: true })
    .withResponse();
  let text = '';
  for await (const chunk of data) text += chunk.choices[0]?.delta.content ?? '';
  expect(text).toBe('from the other');
  expect(response.headers.get('x-askonce-model')).toBe('my-medium');
  expect(response.headers.get('x-askonce-reason')).toContain('my-small failed (too_slow)');
  await daemon.upstream.calls[0]?.left;
});
