import type * as pulumi from "@pulumi/pulumi";
import { postgresql } from "../database/postgresql";
import { file } from "../remote/file";
import { keepSettings } from "../remote/kept-settings";
import { raw, sh } from "../remote/shell";
import type { CodeHostingSettings } from "./code-hosting-settings";
import { forgeFunctions, functionsPath } from "./forge-functions";
import { etc } from "./places";

/** The functions until it is known that the release is permitted. */
const wanted = `${functionsPath}.wanted`;

/** Script: everything that is there before the forge starts. What runs is left alone. */
export function softwareScript(forge: CodeHostingSettings): pulumi.Output<string> {
  const { dataDirectory, data, database, release } = forge;
  const own = postgresql({ database: "code", user: "git", dataDirectory, settings: etc });
  return sh`
    ${raw(keepSettings("code", dataDirectory))}
    ${file({ path: wanted, content: forgeFunctions(forge) })}
    . ${wanted}
    permitted
    packages git git-lfs curl jq xz-utils openssh-server ${database === "sqlite" ? ["sqlite3"] : []}
    ${file({ path: "/etc/sysusers.d/open-infrastructure-code.conf", content: `u git - "Code hosting" ${data} /bin/sh\n` })}
    getent passwd git >/dev/null || systemd-sysusers /etc/sysusers.d/open-infrastructure-code.conf
    [ "$(getent passwd git | cut -d: -f6)" = ${data} ] || fail "dataDirectory: the data is in $(getent passwd git | cut -d: -f6); stop the forge, move it to ${raw(data)} and run: usermod --home ${raw(data)} git"
    ${raw(database === "postgresql" ? own : ":")}
    fetch ${release.url} ${release.sha256}
    # The steps that follow go by what is permitted and here. A refused release must not be what they upgrade to.
    put ${functionsPath} 0644 root:root <${wanted}
    # On a disk that comes from another machine, the numbers of users are those of that machine.
    [ "$(stat -c %G "$etc/")" = git ] || chown -R --no-dereference root:root "$etc/"
    if [ -d ${data} ] && [ "$(stat -c %U:%G ${data})" != git:git ]; then chown -R --no-dereference git:git ${data}; fi
    install -d -m 0750 -o git -g git ${data}
  `;
}
