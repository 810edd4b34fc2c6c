import { expect, test } from 'vitest';
import { ConversationMemory } from '../../../../daemon/router/conversation/conversation-memory.ts';
import { FakeClock } from '../../../support/fake-clock.ts';

test('the last answer is remembered for its time, and no longer', () => {
  const clock = new FakeClock();
  const memory = new ConversationMemory({ clock, keepMs: 1_000 });
  memory.note('c', { decision: 'd', model: 'a', tier: 'small', tokens: 10 });
  memory.note('c', { decision: 'd', model: 'b', tier: 'large', tokens: 20 });
  expect(memory.of('c')).toMatchObject({ model: 'b', tier: 'large', tokens: 20 });
  expect(memory.of('d')).toBeUndefined();
  clock.advance(1_001);
  expect(memory.of('c')).toBeUndefined();
});
