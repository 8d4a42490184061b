const { default: Sequencer } = require("@jest/test-sequencer");

/** Rehearsals that take minutes. Started last, they would run on while the other workers have nothing left to do. */
const longest = [
  "project",
  "debian-13",
  "lists",
  "ci",
  "debian-12",
  "code",
  "lifecycle",
  "classic",
  "documents",
  "plugin",
];

/** Files in the order of what they are known to take, since a fresh copy of the repository has no record of it. */
module.exports = class LongestFirst extends Sequencer {
  sort(tests) {
    const place = ({ path }) => {
      const index = longest.findIndex((name) => path.endsWith(`/rehearsal/${name}.test.ts`));
      return index < 0 ? longest.length : index;
    };
    return [...super.sort(tests)].sort((a, b) => place(a) - place(b));
  }
};
