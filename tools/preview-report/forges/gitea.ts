import type { Http } from "../http";
import { accepted, type FindPullRequest, type Forge, type Place } from "./forge";
import { account, issueComments, pullRequestOf } from "./issue-comments";

const paging = (page: number) => `limit=50&page=${page}`;

/** Comments of Forgejo and Gitea. */
export function gitea(http: Http, place: Place): Forge {
  return issueComments(place, {
    http,
    // They have no limit; a page with more than this is slow to read.
    maxLength: 200_000,
    page: "pulls",
    paging: (page) => `?${paging(page)}`,
    comment: (id) => `issues/comments/${id}`,
    rights: { read: "read:issue", write: "write:issue" },
    self: () => account(http, "read:user"),
  });
}

/** Finds pull requests of a repository at Forgejo or Gitea by a commit. */
export function giteaFinder(http: Http, repository: string): FindPullRequest {
  return async (commit) => {
    const answer = await http.ask("GET", `repos/${repository}/commits/${commit}/pull`);
    const known = accepted(http, answer, `find the pull request of ${commit}`, "read:repository", 200, 404);
    if (answer.status === 200) return (known as { number?: number } | undefined)?.number;
    return pullRequestOf(http, repository, commit, paging);
  };
}
