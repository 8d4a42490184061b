import type { Http } from "../http";
import { accepted, allPages, list, number, type Comment, type Forge, type Place } from "./forge";

/** In what the forges differ whose pull requests are issues with comments. */
export interface Dialect {
  http: Http;
  maxLength: number;
  /** Address of the pull request's page below the repository's. */
  page: string;
  /** What asks for a page of a list, if the forge knows pages. */
  paging: (page: number) => string;
  /** Whether the forge says that another page follows; undefined where only asking tells. */
  more?: (headers: Headers) => boolean;
  /** Address of one comment below the repository's. */
  comment: (id: number) => string;
  /** Rights of a token that reads and writes comments. */
  rights: { read: string; write: string };
  self: () => Promise<number>;
}

/** Comments of pull requests as GitHub, Forgejo, Gitea and Gogs have them in common. */
export function issueComments(place: Place, dialect: Dialect): Forge {
  const { http, rights } = dialect;
  const repository = `repos/${place.repository.split("/").map(encodeURIComponent).join("/")}`;
  const comments = `${repository}/issues/${place.pullRequest}/comments`;
  const below = `of pull request ${place.pullRequest} in ${place.repository}`;

  return {
    maxLength: dialect.maxLength,
    page: `${place.url}/${place.repository}/${dialect.page}/${place.pullRequest}`,
    self: dialect.self,
    listComments: () =>
      allPages(async (page) => {
        const what = `read the comments ${below}`;
        let answer = await http.ask("GET", `${comments}${dialect.paging(page)}`);
        // Gogs says 500 where there is no such pull request; asking for that alone tells.
        if (answer.status === 500) {
          const alone = await http.ask("GET", `${repository}/issues/${place.pullRequest}`);
          if (alone.status === 404) answer = alone;
        }
        const items = list(http, answer, what, rights.read).map((item): Comment => {
          const { id, user, body } = item as { id?: unknown; user?: { id?: unknown } | null; body?: unknown };
          // The account of a comment may have been deleted since.
          const author = typeof user?.id === "number" ? user.id : 0;
          return { id: number(http, id, what), author, body: typeof body === "string" ? body : "" };
        });
        return { items, more: dialect.more?.(answer.headers) };
      }),
    createComment: async (body) => {
      const answer = await http.ask("POST", comments, { body });
      accepted(http, answer, `comment on pull request ${place.pullRequest} in ${place.repository}`, rights.write, 201);
    },
    updateComment: async (id, body) => {
      const answer = await http.ask("PATCH", `${repository}/${dialect.comment(id)}`, { body });
      accepted(http, answer, `change comment ${id} ${below}`, rights.write, 200, 201, 404);
      return answer.status !== 404;
    },
    removeComment: async (id) => {
      const answer = await http.ask("DELETE", `${repository}/${dialect.comment(id)}`);
      accepted(http, answer, `remove comment ${id} ${below}`, rights.write, 200, 204, 404);
    },
  };
}

/** Number of the account that a token belongs to, where `/user` tells. */
export async function account(http: Http, right: string): Promise<number> {
  const what = "read whose token it is";
  const data = accepted(http, await http.ask("GET", "user"), what, right, 200);
  return number(http, (data as { id?: unknown } | undefined)?.id, what);
}

/** Finds an open or merged pull request by a commit: the forge's own answer if it has one, otherwise among those that are open. */
export async function pullRequestOf(
  http: Http,
  repository: string,
  commit: string,
  paging: (page: number) => string,
): Promise<number | undefined> {
  const right = "the right to read pull requests";
  const open = await allPages(async (page) => {
    const answer = await http.ask("GET", `repos/${repository}/pulls?state=open&${paging(page)}`);
    const pulls = list(http, answer, `read the pull requests of ${repository}`, right);
    return { items: pulls as { id: number; number: number; head?: { sha?: string } }[] };
  });
  return open.find(({ head }) => head?.sha === commit)?.number;
}
