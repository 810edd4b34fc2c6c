import { expect, test } from 'vitest';
import { hostOf, isNearbyHost } from '../../../daemon/lib/host.ts';

test.each([
  'http://localhost:1',
  'http://[::1]:1',
  'http://10.1.2.3',
  'http://172.20.0.2',
  'http://192.168.0.7',
  'http://[fd12::1]',
  'http://ollama:11434',
  'http://host.docker.internal',
  'http://desk.lan',
])('%s is nearby', (url) => {
  expect(isNearbyHost(hostOf(new URL(url)))).toBe(true);
});

test.each(['https://api.example.com', 'http://8.8.8.8', 'http://172.40.0.1', 'http://[2001:db8::1]'])(
  '%s is not',
  (url) => {
    expect(isNearbyHost(hostOf(new URL(url)))).toBe(false);
  },
);
