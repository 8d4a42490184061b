import { appendFileSync, existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

interface CloudFile {
  /** How many things of a name were ever made: the number in the next id. */
  made: Record<string, number>;
  /** Ids of what exists. */
  things: string[];
  /** What happened once already and isn't to happen again. */
  once: string[];
  /** Values that were changed behind Pulumi's back, by id. */
  changed: Record<string, number>;
}

/** What the test provider keeps outside of Pulumi: which things exist, and a log of everything it was asked to do. */
export class Cloud {
  private readonly file: string;
  private readonly log: string;

  constructor(directory: string) {
    this.file = join(directory, "cloud.json");
    this.log = join(directory, "calls.log");
  }

  /** Makes a thing; its id is the name and a running number, the same in every run. */
  make(name: string): string {
    const cloud = this.read();
    const made = (cloud.made[name] ?? 0) + 1;
    cloud.made[name] = made;
    const id = `${name}-${made}`;
    cloud.things.push(id);
    this.write(cloud);
    return id;
  }

  /** True if the thing still exists. */
  has(id: string): boolean {
    return this.read().things.includes(id);
  }

  /** Removes a thing, asked for by Pulumi or behind its back. */
  remove(id: string): void {
    const cloud = this.read();
    cloud.things = cloud.things.filter((thing) => thing !== id);
    this.write(cloud);
  }

  /** True the first time it is asked about something. */
  once(what: string): boolean {
    const cloud = this.read();
    if (cloud.once.includes(what)) return false;
    cloud.once.push(what);
    this.write(cloud);
    return true;
  }

  /** Changes the value of a thing behind Pulumi's back. */
  change(id: string, value: number): void {
    const cloud = this.read();
    cloud.changed[id] = value;
    this.write(cloud);
  }

  /** The value that a thing was changed to, if it was and nobody has changed it back. */
  changed(id: string): number | undefined {
    return this.read().changed[id];
  }

  /** Pulumi has set the value of a thing. */
  restore(id: string): void {
    const cloud = this.read();
    const changed = Object.entries(cloud.changed).filter(([key]) => key !== id);
    this.write({ ...cloud, changed: Object.fromEntries(changed) });
  }

  /** Notes one call, for example `create sim:index:Thing::a`. */
  note(call: string): void {
    appendFileSync(this.log, `${call}\n`);
  }

  /** Every call noted so far. */
  calls(): string[] {
    return existsSync(this.log) ? readFileSync(this.log, "utf8").split("\n").filter(Boolean) : [];
  }

  private read(): CloudFile {
    if (!existsSync(this.file)) return { made: {}, things: [], once: [], changed: {} };
    return JSON.parse(readFileSync(this.file, "utf8")) as CloudFile;
  }

  private write(cloud: CloudFile): void {
    writeFileSync(`${this.file}.new`, JSON.stringify(cloud));
    renameSync(`${this.file}.new`, this.file);
  }
}
