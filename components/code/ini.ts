/** Sections of an ini file by name; those of the empty name come first. */
export type Ini = Record<string, Record<string, string | number | boolean>>;

/** An ini file, in the order in which it was written down. */
export function iniFile(sections: Ini): string {
  return Object.entries(sections)
    .map(([name, keys]) => {
      const lines = Object.entries(keys).map(([key, value]) => `${key} = ${value}\n`);
      return (name === "" ? "" : `[${name}]\n`) + lines.join("");
    })
    .join("\n");
}

/** Stands for what a file on the machine holds; `spliced` in forge-functions.ts puts it there. */
export function secretFile(name: string): string {
  return `@${name}@`;
}
