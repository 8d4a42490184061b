import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parts } from "../tools/docs-site/markdown";

const repository = resolve(__dirname, "..");

/** What a page tells its readers to type. */
export interface Command {
  page: string;
  line: number;
  text: string;
  /** The word behind the block's language: `account` or `server`. Undefined where a command works on any computer. */
  needs: string | undefined;
}

/** The commands in a page's blocks of `sh`, comments left out, one that goes over several lines as one. */
export function commandsOf(page: string): Command[] {
  return parts(readFileSync(join(repository, page), "utf8"))
    .filter(({ fence }) => fence !== undefined && /^(sh|bash|shell|console)\b/.test(fence))
    .flatMap(({ fence, text, indent, line }) => {
      const [, needs] = fence!.split(/\s+/);
      const found: Command[] = [];
      let open = false;
      text.split("\n").forEach((written, index) => {
        const bare = written.slice(indent.length).replace(/(^|\s+)# .*$/, "");
        if (bare.trim() === "") return;
        const piece = bare.replace(/\\$/, "").trim();
        if (open) found.at(-1)!.text += ` ${piece}`;
        else found.push({ page, line: line + index, text: piece, needs });
        open = /(\\|\||&&)$/.test(bare);
      });
      return found;
    });
}
