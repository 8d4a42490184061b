import { unfitness } from "../machines/computer";
import { fillImages } from "../machines/images";

/** Takes from the network, ahead of time, what a rehearsal needs from it: the base images with their packages. */
async function main(): Promise<number> {
  const reason = unfitness();
  if (reason) {
    console.error(reason);
    return 2;
  }
  await fillImages((line) => console.log(line));
  console.log("the images for machines and for the rehearsal's internet are there");
  return 0;
}

main().then(
  (status) => process.exit(status),
  (error: Error) => {
    console.error(error.message);
    process.exit(1);
  },
);
