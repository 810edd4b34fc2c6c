import { describe, expect, test } from 'vitest';
import { compileRules } from '../../../../extension/page/request-matcher';
import type { UrlRule } from '../../../../shared/url-rules';

const matcherOf = (rules: UrlRule[], base = 'https://desk.example/tickets/7') =>
  compileRules(rules, { readUrl: () => base });

describe('paths', () => {
  test.each([
    ['/v1/chat', '/v1/chat', true],
    ['/v1/chat', '/v1/chat?x=/v1', true],
    ['/v1/chat', '/v1/chat#part', true],
    ['/v1/chat', '/v1/chat/more', false],
    ['/v1/*', '/v1/', true],
    ['*/chat/completions', '/any/depth/chat/completions', true],
    ['*/chat/completions', '/chat/completions/x', false],
    ['/a/*/b/*/c', '/a/1/b/2/c', true],
    ['/a/*/b/*/c', '/a/1/2/c', false],
    // The pieces may not overlap.
    ['/ab*ba', '/aba', false],
    ['/ab*ba', '/abba', true],
    ['/*aa*aa', '/aaa', false],
    // A rule is no regular expression.
    ['/v1.chat', '/v1xchat', false],
    ['/api/chat', '/API/chat', false],
  ])('%s fits %s: %s', (path, url, expected) => {
    expect(matcherOf([{ method: 'POST', path }]).matches('POST', url)).toBe(expected);
  });
});

describe('hosts', () => {
  const rule = { method: 'POST', host: 'api.example', path: '/chat' };
  test.each([
    ['https://api.example/chat', true],
    ['https://API.example:443/chat', true],
    ['http://api.example:80/chat', true],
    ['https://api.example:8443/chat', false],
    ['https://api.example.evil/chat', false],
    ['https://evil/?https://api.example/chat', false],
    ['https://user@api.example/chat', false],
    ['//api.example/chat', true],
    ['/chat', false],
    ['wss://api.example/chat', false],
    ['http://[', false],
  ])('%s: %s', (url, expected) => {
    expect(matcherOf([rule]).matches('POST', url)).toBe(expected);
  });

  test('relative addresses count from the document, whatever its base is', () => {
    const rules = [{ method: 'POST', host: 'desk.example', path: '/tickets/chat' }];
    expect(matcherOf(rules).matches('POST', 'chat')).toBe(true);
    expect(matcherOf(rules).matches('POST', '../tickets/chat')).toBe(true);
    expect(matcherOf(rules, 'https://other.example/').matches('POST', '/tickets/chat')).toBe(false);
  });
});

test('the method must be the rule’s, in any case of letters', () => {
  const matcher = matcherOf([{ method: 'POST', path: '/chat' }]);
  expect(matcher.matches('post', '/chat')).toBe(true);
  expect(matcher.matches('GET', '/chat')).toBe(false);
  expect(matcher.matches('constructor', '/chat')).toBe(false);
});

test('any of several rules will do', () => {
  const matcher = matcherOf([
    { method: 'POST', host: 'a.example', path: '/x' },
    { method: 'POST', host: 'b.example', path: '/y' },
    { method: 'PUT', path: '/z' },
  ]);
  expect(matcher.matches('POST', 'https://a.example/x')).toBe(true);
  expect(matcher.matches('POST', 'https://b.example/y')).toBe(true);
  expect(matcher.matches('POST', 'https://a.example/y')).toBe(false);
  expect(matcher.matches('PUT', 'https://c.example/z')).toBe(true);
});
