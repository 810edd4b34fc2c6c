import { describe, expect, test } from 'vitest';
import {
  asMilvusError,
  MilvusError,
  throwUnlessDone,
  type MilvusFault,
} from '../../../../daemon/store/milvus/milvus-error.ts';

function faultOf(status: Parameters<typeof throwUnlessDone>[0]): MilvusError | undefined {
  try {
    throwUnlessDone(status);
  } catch (error) {
    if (error instanceof MilvusError) return error;
    throw error;
  }
  return undefined;
}

describe('the status in an answer', () => {
  test.each([
    {},
    { code: 0 },
    { error_code: 'Success' },
    { error_code: 0 },
    { code: 0, error_code: 'Success', reason: '' },
  ])('%j is done', (status) => {
    expect(faultOf(status)).toBeUndefined();
  });

  test.each<[Parameters<typeof throwUnlessDone>[0], MilvusFault]>([
    [{ code: 100, error_code: 'UnexpectedError', reason: 'collection not found[collection=a]' }, 'missing'],
    [{ code: 101, reason: 'collection not loaded' }, 'missing'],
    [{ code: 105, reason: 'x' }, 'missing'],
    [{ code: 106, reason: 'x' }, 'other'],
    [{ code: 99, reason: 'x' }, 'other'],
    [{ code: 700, reason: 'index not found' }, 'missing'],
    [{ code: 800, reason: 'database not found' }, 'missing'],
    [{ error_code: 'CollectionNotExists', reason: 'x' }, 'missing'],
    [{ error_code: 'IndexNotExist', reason: 'x' }, 'missing'],
    [{ code: 1100, reason: 'invalid parameter' }, 'rejected'],
    [{ code: 1199, reason: 'x' }, 'rejected'],
    [{ code: 1200, reason: 'x' }, 'other'],
    [{ code: 0, error_code: 'IllegalArgument', reason: 'x' }, 'rejected'],
    [{ code: 5, error_code: 'UnexpectedError', reason: 'auth check failure, please check' }, 'login'],
    [{ error_code: 1, reason: 'Unauthenticated' }, 'login'],
    [{ code: 65_535, reason: 'PrivilegeInsert: permission deny to ann' }, 'login'],
    [{ code: 8, error_code: 'RateLimit', reason: 'request is rejected by rate limiter' }, 'other'],
    [{ code: 9, error_code: 'ForceDeny', reason: 'disk quota exhausted' }, 'other'],
  ])('%j is %s', (status, fault) => {
    expect(faultOf(status)?.fault).toBe(fault);
  });

  test('its reason is the message: the first line, not for ever', () => {
    expect(faultOf({ code: 5, reason: 'disk full\n\tat stack' })?.message).toBe('disk full');
    expect(faultOf({ code: 5, reason: 'x'.repeat(1000) })?.message).toHaveLength(300);
  });

  test.each([
    [{ code: 5 }, '5'],
    [{ code: 5, reason: '' }, '5'],
    [{ error_code: 'OutOfMemory', reason: '' }, 'OutOfMemory'],
  ])('%j has a message without a reason, too', (status, word) => {
    expect(faultOf(status)?.message).toContain(word);
  });
});

describe('what the client library throws', () => {
  const grpc = (code: unknown, details: string): Error =>
    Object.assign(new Error(`${String(code)} X: ${details}`), { code, details });

  test.each<[string, unknown, MilvusFault]>([
    ['a call that took too long', grpc(4, 'Deadline exceeded'), 'unreachable'],
    ['a connection refused', grpc(14, 'connect ECONNREFUSED 127.0.0.1:19530'), 'unreachable'],
    ['permission denied', grpc(7, 'no'), 'login'],
    ['a wrong password', grpc(16, 'auth check failure, please check username'), 'login'],
    ['an unknown code', grpc(13, 'internal'), 'other'],
    ['a code that is text', grpc('14', 'x'), 'other'],
    ['a wrong password without a code', new Error('auth check failure'), 'login'],
    ['a plain object', { code: 14, details: 'No connection established' }, 'unreachable'],
    ['a status as a plain object', { code: 100, reason: "can't find collection: a" }, 'missing'],
    ['a collection that is not loaded', new Error('collection 7 not loaded'), 'missing'],
    ['a collection that is not there', new Error('collection not found[database=default]'), 'missing'],
    ['an error of JavaScript', new TypeError("Cannot read properties of undefined (reading 'x')"), 'other'],
    ['text', 'Error: something', 'other'],
    ['nothing', undefined, 'other'],
    ['null', null, 'other'],
  ])('%s has its fault', (_what, thrown, fault) => {
    const error = asMilvusError(thrown);
    expect(error.fault).toBe(fault);
    expect(error.message).not.toBe('');
  });

  test.each([
    ...['self signed certificate', 'self-signed certificate in certificate chain'],
    ...['unable to get local issuer certificate', 'certificate has expired', 'ERR_TLS_CERT_ALTNAME_INVALID'],
    "Hostname/IP does not match certificate's altnames: IP: 127.0.0.1 is not in the cert's list",
    'C0:error:0A00010B:SSL routines:ssl3_get_record:wrong version number:../ssl3_record.c:354',
    'Client network socket disconnected before secure TLS connection was established',
    'tlsv1 alert unknown ca',
  ])('%s is about encryption, though the code says unreachable', (details) => {
    expect(asMilvusError(grpc(14, details)).fault).toBe('tls');
  });

  test('a host whose name sounds like encryption is only unreachable', () => {
    expect(asMilvusError(grpc(14, 'getaddrinfo ENOTFOUND seattlsdb')).fault).toBe('unreachable');
  });

  test('it is kept as the cause, and its details are the message', () => {
    const thrown = grpc(14, 'connect ECONNREFUSED');
    const error = asMilvusError(thrown);
    expect(error.cause).toBe(thrown);
    expect(error.message).toBe('connect ECONNREFUSED');
  });

  test('an error of ours stays as it is', () => {
    const error = new MilvusError('unfit', 'x');
    expect(asMilvusError(error)).toBe(error);
  });
});
