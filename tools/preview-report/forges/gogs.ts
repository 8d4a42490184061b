import type { Http } from "../http";
import type { Forge, Place } from "./forge";
import { account, issueComments } from "./issue-comments";

/** Comments of Gogs, whose pull requests are issues in its API. */
export function gogs(http: Http, place: Place): Forge {
  return issueComments(place, {
    http,
    // The column of comments is a TEXT, which MySQL limits to 65535 bytes.
    maxLength: 65_535,
    page: "pulls",
    // It knows no pages.
    paging: () => "",
    more: () => false,
    // It knows no shorter address for removing one.
    comment: (id) => `issues/${place.pullRequest}/comments/${id}`,
    rights: { read: "an account that may read the repository", write: "an account that may read the repository" },
    self: () => account(http, "an account"),
  });
}
