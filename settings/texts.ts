import * as v from "valibot";

/** A text that says something. */
export const text = v.pipe(v.string(), v.nonEmpty());

/** Several of them. */
export const texts = v.array(text);
