import type { Http } from "../http";
import { accepted, number, type FindPullRequest, type Forge, type Place } from "./forge";
import { issueComments, pullRequestOf } from "./issue-comments";

const read = "pull requests: read";

/** GitHub's comments. `graphql` is the address of its other API. */
export function github(http: Http, place: Place, graphql: string): Forge {
  return issueComments(place, {
    http,
    // It counts characters, of which a byte is never more than one.
    maxLength: 65_536,
    page: "pull",
    paging: (page) => `?per_page=100&page=${page}`,
    more: (headers) => /rel="next"/.test(headers.get("link") ?? ""),
    comment: (id) => `issues/comments/${id}`,
    rights: { read, write: "pull requests: write" },
    self: async () => {
      const answer = await http.ask("GET", "user");
      const what = "read whose token it is";
      if (answer.status !== 403) return accountOf(http, accepted(http, answer, what, "a valid token", 200), "id", what);
      // Tokens of workflows and apps may not ask this, but they may ask who is looking.
      const query = { query: "query { viewer { databaseId } }" };
      const looking = accepted(http, await http.ask("POST", graphql, query), what, "a valid token", 200);
      const { viewer } = (looking as { data?: { viewer?: unknown } } | undefined)?.data ?? {};
      return accountOf(http, viewer, "databaseId", what);
    },
  });
}

/** Finds pull requests of a repository at GitHub by a commit. */
export function githubFinder(http: Http, repository: string): FindPullRequest {
  return async (commit) => {
    // It knows merged ones by their commit, and not those of forks.
    const answer = await http.ask("GET", `repos/${repository}/commits/${commit}/pulls`);
    const what = `find the pull request of ${commit}`;
    const known = accepted(http, answer, what, read, 200, 404, 422);
    const [first] = Array.isArray(known) ? (known as { number: number }[]) : [];
    return first?.number ?? (await pullRequestOf(http, repository, commit, (page) => `per_page=100&page=${page}`));
  };
}

function accountOf(http: Http, data: unknown, field: string, what: string): number {
  return number(http, ((data ?? {}) as Record<string, unknown>)[field], what);
}
