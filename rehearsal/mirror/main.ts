import { unfitness } from "../machines/computer";
import { fillImages } from "../machines/images";
import { fill } from "./item";
import { items } from "./items";
import { mirrorDirectory } from "./folder";

/** Takes from the network, ahead of time, what a rehearsal needs from it: the base images with their packages, and the services' programs. */
async function main(): Promise<number> {
  const reason = unfitness();
  if (reason) {
    console.error(reason);
    return 2;
  }
  const log = (line: string): void => console.log(line);
  await fillImages(log);
  log("the images for machines and for the rehearsal's internet are there");
  const failed = await fill(items, log);
  const there = items.length - failed.length;
  log(`${there} of ${items.length} programs are in ${mirrorDirectory()}`);
  return failed.length === 0 ? 0 : 1;
}

main().then(
  (status) => process.exit(status),
  (error: Error) => {
    console.error(error.message);
    process.exit(1);
  },
);
