import { judgeTexts, logicalLines } from "./commands";
import { unpinnedImages } from "./images";
import type { Rule } from "./rule";

/** What a script fetches and runs is what somebody looked at once. */
export const pinnedDownloads: Rule = {
  name: "pinned-downloads",
  description: "Whatever a script downloads is held against a checksum, every image named by its digest.",
  judge: (resource) => judgeTexts(resource, (text) => [...unpinnedAddresses(text), ...unpinnedImages(text)]),
};

const downloader = /(?:^|[\s;&|(`])(?:curl|wget|aria2c|fetch|download)\s/;
const intoShell = /(?:^|[\s;&|(`])(?:curl|wget)\s[^|]*\|\s*(?:sudo\s+(?:-\S+\s+)*)?(?:\S*\/)?(?:ba|da|z)?sh\b/;
const intoFile =
  /\s(?:-o\s*|--output[= ]\s*|-O\s+|--output-document[= ]\s*)(?!["']?\/dev\/null)(?!-["'\s]|-$)\S|\s(?:-\w*O|--remote-name)(?=\s|$)/;
const address = /(?:https?|ftp):\/\/[^\s"'`|;)<>]+/g;
const archive =
  /\.(?:tar(?:\.\w+)?|tgz|txz|zip|deb|rpm|jar|phar|AppImage|run|sh|bin|gem|whl)(?:[?#]|$)|\/releases\/download\//i;
const checksum =
  /\b(?:[0-9a-f]{64}|[0-9a-f]{96}|[0-9a-f]{128})\b|\bsha(?:256|384|512)sum\b|\bshasum\s+-a\s+(?:256|384|512)\b/;
/** What asks a service for something keeps its answer, which is no download. */
const request = /\s(?:-X|--request|-d|--data\S*|--json|-F|--form|-T|--upload-file)[\s=]/;
/** How many lines a script may take from a download to its check. */
const patience = 5;

/** What is downloaded without being checked, each address once. */
function unpinnedAddresses(text: string): string[] {
  const lines = logicalLines(text);
  const found = new Map<string, boolean>();
  lines.forEach((line, index) => {
    const command = line.trimStart();
    if (command.startsWith("#") || !downloader.test(command)) return;
    if (intoShell.test(command)) return void found.set(`${first(command)}, straight into a shell`, false);
    const addresses = [...command.matchAll(address)].map(([each]) => each).filter((each) => !isHere(each));
    const kept = /(?:^|\s)(?:curl|wget|aria2c)\s/.test(command)
      ? keeps(command)
      : addresses.some((each) => archive.test(each));
    if (!kept || (addresses.length === 0 && [...command.matchAll(address)].length > 0)) return;
    const checked = lines.slice(index, index + patience + 1).some((each) => checksum.test(each));
    for (const each of addresses.length > 0 ? addresses : [first(command)])
      found.set(each, (found.get(each) ?? false) || checked);
  });
  return [...found].filter(([, checked]) => !checked).map(([what]) => `downloads ${what} without a checksum`);
}

/** Whether a command keeps what it fetches. wget does so unless told otherwise. */
function keeps(command: string): boolean {
  if (request.test(command)) return false;
  return (
    intoFile.test(command) ||
    (/(?:^|\s)(?:wget|aria2c)\s/.test(command) && !/\s(?:-O\s*-|-\w*O-|--spider)/.test(command))
  );
}

function isHere(url: string): boolean {
  return /^\w+:\/\/(?:127\.|localhost\b|\[::1\])/.test(url);
}

/** The address in a command, or its beginning where a variable holds the address. */
function first(command: string): string {
  return command.match(address)?.[0] ?? `by "${command.slice(0, 60).trimEnd()}"`;
}
