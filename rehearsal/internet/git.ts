import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { must } from "../machines/run";

/** Debian's www-data, as whom the git host runs. */
const owner = "33:33";

/**
 * Adds the content of a directory as one commit to a bare repository in `repositories`, which is made if it is missing. Without a change
 * there is no new commit. Returns the branch's commit.
 */
export async function commitDirectory(
  repositories: string,
  name: string,
  directory: string,
  message: string,
): Promise<string> {
  const repository = join(repositories, `${name.replace(/\.git$/, "")}.git`);
  const git = (...args: string[]): Promise<string> =>
    must(
      [
        "git",
        "-c",
        "safe.directory=*",
        "-c",
        "user.name=Rehearsal",
        "-c",
        "user.email=rehearsal@rehearsal.test",
        `--git-dir=${repository}`,
        ...args,
      ],
      {
        env: { GIT_CONFIG_NOSYSTEM: "1", GIT_CONFIG_GLOBAL: "/dev/null" },
      },
    );
  if (!existsSync(join(repository, "HEAD"))) {
    mkdirSync(repository, { recursive: true });
    await git("init", "--quiet", "--bare", "--initial-branch=main");
    await git("config", "http.receivepack", "true");
  }
  await git(`--work-tree=${directory}`, "add", "--all", ".");
  const tree = (await git("write-tree")).trim();
  const head = (await git("for-each-ref", "--format=%(objectname) %(tree)", "refs/heads/main")).trim().split(" ");
  let commit = head[0] ?? "";
  if (head[1] !== tree) {
    commit = (await git("commit-tree", tree, ...(commit ? ["-p", commit] : []), "-m", message)).trim();
    await git("update-ref", "refs/heads/main", commit);
  }
  await must(["chown", "-R", owner, repository]);
  return commit;
}
