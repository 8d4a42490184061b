import type { Rule } from "../validate";

/** A version of three numbers. */
export const releaseVersion: Rule<string> = {
  allowed: 'a version of three numbers such as "3.17.0"',
  accepts: (value) => typeof value === "string" && /^\d{1,4}\.\d{1,4}\.\d{1,4}$/.test(value),
};

/** SHA-256 in hexadecimal. */
export const sha256: Rule<string> = {
  allowed: "a SHA-256 of 64 hexadecimal digits in lower case",
  accepts: (value) => typeof value === "string" && /^[0-9a-f]{64}$/.test(value),
};

/** Image of a registry, pinned. A tag beside the digest says nothing. */
export const pinnedImage: Rule<string> = {
  allowed: 'an image with its digest such as "docker.io/drone/drone@sha256:…"',
  accepts: (value) =>
    typeof value === "string" &&
    value.length <= 400 &&
    /^[a-z0-9.-]+\.[a-z]+(:\d{1,5})?(\/[a-z0-9]+([._-]+[a-z0-9]+)*)+@sha256:[0-9a-f]{64}$/.test(value),
};

/** Account at a forge. */
export const forgeAccount: Rule<string> = {
  allowed: 'an account such as "ada"',
  accepts: (value) => typeof value === "string" && /^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/.test(value),
};

/** HTTPS address of a server, without a path. */
export const serverUrl: Rule<string> = {
  allowed: 'an HTTPS address without a path such as "https://code.example.org"',
  accepts: (value) => typeof value === "string" && /^https:\/\/[a-z0-9.-]+(:\d{1,5})?\/?$/.test(value),
};
