/** A piece of a report that is left out or shortened as a whole. */
export interface Block {
  /** Markdown. */
  text: string;
  /** What stands in its place when there is no room. Defaults to nothing. */
  brief?: string;
  /** Which go first when there is no room: the least important, and of these the longest. */
  importance: number;
}

/** How much is lost by leaving something out. */
export const importance = {
  errors: 100,
  loss: 90,
  mandatory: 85,
  dns: 80,
  cost: 70,
  advice: 60,
  diff: 50,
  created: 30,
  later: 20,
};

/** A part of a report under a heading of its own. */
export interface Section {
  title: string;
  /** What it says in a few words, for the head of the report. Markdown. */
  summary?: string;
  blocks: Block[];
}
