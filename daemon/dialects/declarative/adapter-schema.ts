import { compile } from 'json-p3';
import { z } from 'zod';

/** Where the text of an answer stands in a template. */
export const TEXT_PLACE = '{text}';

/** JSONPath (RFC 9535), such as `$.message.text` or `$.messages[-1:].content`. */
const jsonPath = z
  .string()
  .max(300)
  .superRefine((path, context) => {
    try {
      compile(path);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      context.addIssue({ code: 'custom', message: `"${path}" is no JSONPath: ${why}` });
    }
  });

const isEqual = z.strictObject({ path: jsonPath, equals: z.union([z.string(), z.number(), z.boolean()]) });

/** A template is JSON with `{text}` in it; in streams a plain text stands for itself (`[DONE]`). */
const template = z.json();

function holdsText(value: unknown): boolean {
  return JSON.stringify(value).includes(TEXT_PLACE);
}
const templateWithText = template.refine(holdsText, `no "${TEXT_PLACE}" in it: where does the answer go?`);

/** How an in-house portal asks and is answered, as data: a dialect without a line of code (docs/adapters.md). */
export const adapterSchema = z.strictObject({
  /** Its name in logs and scopes. */
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,60}$/, 'expected lower-case letters, digits and dashes'),
  request: z.strictObject({
    method: z.string().default('POST'),
    /** Host of the address, with its port where it is not the usual one; absent: any. */
    host: z.string().min(1).max(300).optional(),
    /** Path of the address, without the query; `*` stands for any run of characters. */
    path: z.string().startsWith('/').max(300),
    /** The user's question. */
    question: jsonPath,
    /** The messages before it, where the request carries them. */
    messages: z
      .strictObject({
        each: jsonPath,
        role: jsonPath,
        text: jsonPath,
        /** What the role says for the user, and for the assistant. */
        user: z.array(z.string()).min(1),
        assistant: z.array(z.string()).min(1),
      })
      .optional(),
    system: jsonPath.optional(),
    /** The model's name, where the request carries one: needed to send it to another. */
    model: jsonPath.optional(),
    /** Id under which the server remembers earlier messages. */
    session: jsonPath.optional(),
    /** What changes with each request and never matters (ids, times). Everything else must be equal for a hit. */
    ignore: z.array(jsonPath).max(50).default([]),
    /** Where one of these holds anything (files, tools), the request is left alone. */
    refuse: z.array(jsonPath).max(50).default([]),
    /** Whether the answer is a stream: always, never, or as the value at this path says. */
    stream: z.union([z.boolean(), jsonPath]).default(false),
  }),
  answer: z
    .strictObject({
      /** CSS selector of the page's elements that show answers: the chip stands beneath the last. */
      element: z.string().min(1).max(300).optional(),
      json: z
        .strictObject({
          text: jsonPath,
          /** What a whole answer says; absent: every answer with a text is whole. */
          complete: isEqual.optional(),
          template: templateWithText,
        })
        .optional(),
      stream: z
        .strictObject({
          format: z.enum(['sse', 'ndjson']),
          /** The piece of text in one event. */
          text: jsonPath,
          /** The event that ends a whole answer. */
          end: z.union([isEqual, z.strictObject({ data: z.string().min(1) })]),
          /** An event that holds anything there says that the answer failed. */
          error: jsonPath.optional(),
          contentType: z.string().default(''),
          template: z.strictObject({
            begin: z.array(template).default([]),
            piece: templateWithText,
            end: z.array(template).min(1),
          }),
        })
        .optional(),
    })
    .refine(({ json, stream }) => json ?? stream, 'expected "json", "stream" or both'),
});
export type Adapter = z.infer<typeof adapterSchema>;
/** An adapter as one may write it. */
export type AdapterText = z.input<typeof adapterSchema>;
