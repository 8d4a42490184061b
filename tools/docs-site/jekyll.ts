import { withProse } from "./markdown";

const labels: Record<string, string> = {
  account: "Needs an account at a provider",
  server: "On a machine of yours",
};

/** Says of a block of commands what it needs, if the word behind its language does. */
function label(page: string): string {
  return page.replace(
    /^( *)(`{3,})(\w+) (\w+)$/gm,
    (_, indent: string, ticks: string, language: string, word: string) => {
      const needs = labels[word];
      if (needs === undefined) return `${indent}${ticks}${language}`;
      return `${indent}<p class="needs">${needs}</p>\n\n${indent}${ticks}${language}`;
    },
  );
}

/** Makes Jekyll's dialect of Markdown say what forges' dialect says. */
export function forJekyll(page: string): string {
  return label(withProse(page, (prose) => tables(prose.replaceAll("{:", "\\{:").replaceAll("$$", () => "\\$$"))));
}

/** Tables may be wider than a screen: they scroll by themselves, with the keyboard too. */
function tables(prose: string): string {
  return prose.replace(/(?:^\|.*\n)+/gm, (table) => {
    const rows = table.replace(/`[^`]*`/g, (code) => code.replaceAll("\\|", "|"));
    return `<div class="table" tabindex="0" role="group" aria-label="Table" markdown="1">\n\n${rows}\n</div>\n`;
  });
}
