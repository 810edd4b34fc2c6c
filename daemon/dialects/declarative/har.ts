import { z } from 'zod';
import type { PageAnswer, PageRequest } from '../../../shared/protocol.ts';
import { parseJson } from '../../lib/parse-json.ts';

/** One exchange of a recording. */
export interface Exchange {
  request: PageRequest;
  answer: PageAnswer;
}

/** What we need of a HAR 1.2 file, as the network panel of every browser saves it (http://www.softwareishard.com/blog/har-12-spec/). */
const harSchema = z.object({
  log: z.object({
    entries: z.array(
      z.object({
        time: z.number().nonnegative().catch(0),
        request: z.object({
          method: z.string(),
          url: z.url(),
          postData: z.object({ mimeType: z.string().default(''), text: z.string().default('') }).optional(),
        }),
        response: z.object({
          status: z.number(),
          content: z.object({
            mimeType: z.string().default(''),
            text: z.string().default(''),
            encoding: z.string().optional(),
          }),
        }),
      }),
    ),
  }),
});

/** The exchanges that send a body. @throws Error with a sentence where the text is no HAR file. */
export function readHar(text: string): Exchange[] {
  const parsed = harSchema.safeParse(parseJson(text));
  if (!parsed.success) {
    throw new Error(
      'This is no HAR file. Save one from the network panel of the browser ("Save all as HAR with content").',
    );
  }
  return parsed.data.log.entries.flatMap(({ request, response, time }) => {
    if (!request.postData || request.postData.text === '') return [];
    const { mimeType: contentType, text: body } = request.postData;
    const { content } = response;
    return {
      request: { url: request.url, method: request.method, contentType, body },
      answer: {
        status: response.status,
        contentType: content.mimeType,
        body:
          content.encoding === 'base64' ? Buffer.from(content.text, 'base64').toString('utf8') : content.text,
        firstByteMs: time,
        totalMs: time,
      },
    };
  });
}
