import { z } from 'zod';

/** Values that the sections of the configuration are made of. */
export const text = () => z.string().min(1);
/** Never shown: `config show` hides the whole value. */
export const secret = () => text().meta({ kind: 'secret' });
/** Relative to the file it stands in; from the environment or a flag, to the working folder. */
export const path = () => text().meta({ kind: 'path' });
/** The same, or the word for doing without. */
export const pathOrNone = () => text().meta({ kind: 'path-or-none' });
export const NONE = 'none';
export const wholeNumber = () => z.number().int();
/** Where several are given, any of them. */
export const oneOrMore = <Value extends z.ZodType>(value: Value) => z.union([value, z.array(value).min(1)]);
