import { DaemonError } from '../lib/errors.ts';

/** Reads a JSON body. @throws DaemonError 415 for another content type, 400 for what is not JSON or not UTF-8. */
export async function readJson(request: Request): Promise<unknown> {
  const type = request.headers.get('content-type') ?? '';
  if (!/^application\/json\b/i.test(type)) {
    throw new DaemonError({
      code: 'unsupported_media_type',
      status: 415,
      message: 'Send the body as JSON, with the header "content-type: application/json".',
    });
  }
  const bytes = await request.arrayBuffer();
  try {
    const json: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return json;
  } catch (cause) {
    throw new DaemonError({
      code: 'invalid_request',
      status: 400,
      message: 'The body is not valid JSON in UTF-8.',
      cause,
    });
  }
}
