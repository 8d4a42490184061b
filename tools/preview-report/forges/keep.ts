import { ForgeError, Status } from "../failure";
import { orderOf, sameText, startsWithMarker, type Order } from "./envelope";
import type { Comment, Forge } from "./forge";

/** What became of the comment. */
export type Kept = "posted" | "updated" | "unchanged" | "left to a newer run";

/** A text that a run wants to have below a pull request. */
export interface Wanted {
  /** Which of our comments it is, e.g. `PROJECT/STACK`. */
  key: string;
  body: string;
  /** Which run it comes from; without one it is taken as the newest. */
  order?: Order;
}

const ROUNDS = 8;
const LOST = 3;

/**
 * Keeps one comment up to date: looks, puts right, and looks again until nothing is left to put right. Runs at the same time
 * all see in the end what the others wrote: the oldest comment stays, with the text of the newest run, and the others go.
 */
export async function keepComment(forge: Forge, wanted: Wanted, pause = 1000): Promise<Kept> {
  const me = await forge.self();
  let done: Kept | undefined;
  let lost: ForgeError[] = [];
  for (let round = 1; round <= ROUNDS; round++) {
    if (round > 1) await new Promise((resolve) => setTimeout(resolve, pause));
    const ours = mine(await forge.listComments(), me, wanted.key);
    const [first, ...others] = ours;
    if (first === undefined) {
      try {
        await forge.createComment(wanted.body);
        done = "posted";
        lost = [];
      } catch (error) {
        if (!(error instanceof ForgeError) || error.status !== Status.noAnswer) throw error;
        // Whether it was stored is not known: the next look tells.
        lost.push(error);
        if (lost.length === LOST) throw error;
      }
      continue;
    }
    if (lost.length > 0 && sameText(first.body, wanted.body)) done = "posted";
    const newest = newestOf(ours, wanted);
    let changed = others.length > 0;
    // Between runs that can't tell which is newer, the one that writes last has the say.
    const contested =
      done !== undefined && newest === wanted && !(wanted.order && older(orderOf(first.body), wanted.order));
    if (!sameText(first.body, newest.body) && !contested) {
      const stillThere = await forge.updateComment(first.id, newest.body);
      if (newest === wanted && stillThere) done ??= "updated";
      changed = true;
    }
    for (const { id } of others) await forge.removeComment(id);
    if (!changed) return done ?? (newest === wanted ? "unchanged" : "left to a newer run");
  }
  // Others keep changing it, so one of them has the last word.
  return done ?? "left to a newer run";
}

/** Our own comments of one key, oldest first. A marker below somebody else's name means nothing. */
export function mine(comments: Comment[], me: number, key: string): Comment[] {
  return comments.filter(({ author, body }) => author === me && startsWithMarker(body, key));
}

function newestOf(ours: Comment[], wanted: Wanted): { body: string } {
  let newest: { body: string; order?: Order } = wanted;
  if (wanted.order === undefined) return wanted;
  for (const { body } of ours) {
    const order = orderOf(body);
    if (order && older(newest.order, order)) newest = { body, order };
  }
  return newest;
}

function older(one: Order | undefined, other: Order): boolean {
  if (one === undefined) return true;
  return one.run !== other.run ? one.run < other.run : one.attempt < other.attempt;
}
