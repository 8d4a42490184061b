import { cut, type Marker } from "./markers";

/** Where a variable's value belongs in a text. */
export function placeholder(variable: string): string {
  return `@@${variable}@@`;
}

/** Puts placeholders in for markers. */
export function withPlaceholders(
  text: string,
  markers: readonly Marker[],
  variable: (marker: Marker) => string,
): string {
  if (/@@[A-Z][A-Z0-9_]*@@/.test(text)) throw new Error("a text has what looks like a place for a variable in it");
  return cut(text, markers)
    .map((part) => (typeof part === "string" ? part : placeholder(variable(part))))
    .join("");
}

/** The function of the shell that puts variables in: `fill VARIABLES <TEXT`. A value of a few harmless characters can't break out of quotes. */
export const fillFunction = `# fill FILE <TEXT: the values in FILE, in their places. A place without a value is an error.
fill() {
  awk -v variables="$1" '
    BEGIN {
      while ((getline line <variables) > 0)
        if (match(line, /^[A-Z][A-Z0-9_]*=/)) value[substr(line, 1, RLENGTH - 1)] = substr(line, RLENGTH + 1)
    }
    {
      while (match($0, /@@[A-Z][A-Z0-9_]*@@/)) {
        name = substr($0, RSTART + 2, RLENGTH - 4)
        if (value[name] !~ /^[A-Za-z0-9:.\\/_+=-]+$/) {
          print variables ": " name " has " (value[name] == "" ? "no value" : "a value of other than letters, digits and :./_+=-") >"/dev/stderr"
          exit 1
        }
        $0 = substr($0, 1, RSTART - 1) value[name] substr($0, RSTART + RLENGTH)
      }
      print
    }'
}`;

/** `fill.sh FILE`: prints a file with the variables put in. */
export const fillScript = `#!/bin/sh
# sh fill.sh FILE: prints FILE with the values of variables.env in their places.
set -eu
directory=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
${fillFunction}
fill "$directory/variables.env" <"$1"
`;
