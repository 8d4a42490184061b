import type { Http } from "../http";
import { accepted, allPages, list, number, type Comment, type FindPullRequest, type Forge, type Place } from "./forge";
import { account } from "./issue-comments";

const right = "the scope api and the role Reporter";

/** GitLab's notes on merge requests. */
export function gitlab(http: Http, place: Place): Forge {
  const request = `merge request ${place.pullRequest} in ${place.repository}`;
  const notes = `projects/${encodeURIComponent(place.repository)}/merge_requests/${place.pullRequest}/notes`;
  return {
    // It counts characters, of which a byte is never more than one.
    maxLength: 1_000_000,
    page: `${place.url}/${place.repository}/-/merge_requests/${place.pullRequest}`,
    self: () => account(http, right),
    listComments: () =>
      allPages(async (page) => {
        const what = `read the notes of ${request}`;
        const answer = await http.ask("GET", `${notes}?sort=asc&order_by=created_at&per_page=100&page=${page}`);
        const items = list(http, answer, what, right).map((item): Comment => {
          const { id, author, body } = item as { id?: unknown; author?: { id?: unknown } | null; body?: unknown };
          const writer = typeof author?.id === "number" ? author.id : 0;
          return { id: number(http, id, what), author: writer, body: typeof body === "string" ? body : "" };
        });
        return { items, more: (answer.headers.get("x-next-page") ?? "") !== "" };
      }),
    createComment: async (body) => {
      accepted(http, await http.ask("POST", notes, { body }), `comment on ${request}`, right, 201);
    },
    updateComment: async (id, body) => {
      const answer = await http.ask("PUT", `${notes}/${id}`, { body });
      accepted(http, answer, `change note ${id} of ${request}`, right, 200, 404);
      return answer.status !== 404;
    },
    removeComment: async (id) => {
      accepted(
        http,
        await http.ask("DELETE", `${notes}/${id}`),
        `remove note ${id} of ${request}`,
        right,
        202,
        204,
        404,
      );
    },
  };
}

/** Finds merge requests of a project by a commit. */
export function gitlabFinder(http: Http, repository: string): FindPullRequest {
  return async (commit) => {
    const path = `projects/${encodeURIComponent(repository)}/repository/commits/${commit}/merge_requests`;
    const answer = await http.ask("GET", path);
    if (answer.status === 404) return undefined;
    const requests = list(http, answer, `find the merge request of ${commit}`, right);
    return (requests as { iid: number }[])[0]?.iid;
  };
}
