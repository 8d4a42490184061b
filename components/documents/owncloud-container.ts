import { keptDirectory } from "../remote/kept-settings";
import { sandbox } from "../remote/sandbox";
import { quote } from "../remote/shell";
import type { DocumentsSettings } from "./documents-settings";
import { code, container, port, rootOf, runDirectory, stateDirectory } from "./owncloud-places";
import { cacheSocket, etc, phpSettings, user } from "./places";

/**
 * Lines of a `[Service]` section for something that runs in the files of ownCloud's image, with the machine's own database, cache and
 * names of users.
 */
export function inContainer(documents: DocumentsSettings): string {
  const { data, dataDirectory, domain } = documents;
  const kept = keptDirectory("documents", dataDirectory);
  const environment = {
    APACHE_LISTEN: `127.0.0.1:${port}`,
    APACHE_SERVER_NAME: domain,
    APACHE_DOCUMENT_ROOT: code,
    APACHE_RUN_USER: user,
    APACHE_RUN_GROUP: user,
    APACHE_RUN_DIR: runDirectory,
    APACHE_LOCK_DIR: runDirectory,
    OWNCLOUD_ERRORLOG_LOCATION: "|/bin/cat",
    PHP_INI_SCAN_DIR: `:${phpSettings}`,
    LANG: "C.UTF-8",
    // A question of the command line is answered by a pipe, too.
    SHELL_INTERACTIVE: "1",
  };
  return `User=${user}
Group=${user}
Environment=${Object.entries(environment)
    .map(([name, value]) => `${name}=${value}`)
    .join(" ")}
# Not the link: systemd 252 takes none.
RootDirectory=${rootOf(documents)}
RootDirectoryStartOnly=yes
MountAPIVFS=yes
# By them the image knows the user, whom it would otherwise invent.
BindReadOnlyPaths=/etc/passwd /etc/group
BindReadOnlyPaths=/etc/ssl/certs/ca-certificates.crt /etc/resolv.conf /etc/hosts
BindPaths=/run/postgresql ${cacheDirectory} ${data} ${kept}:${etc}
# ownCloud can't be installed where it couldn't keep apps of others.
TemporaryFileSystem=${code}/apps-external:mode=1777
WorkingDirectory=${code}
${sandbox({ network: true })}
# A library of ImageMagick's, in the image, asks for it when it is loaded.
SystemCallFilter=set_mempolicy
# Not the cloud's metadata.
IPAddressDeny=169.254.0.0/16
ProcSubset=pid
UMask=0027`;
}

const cacheDirectory = cacheSocket.replace(/\/[^/]*$/, "");

/** Files and directories among those of an image in whose place others come. */
export const mountPoints = ({ data }: DocumentsSettings): { files: string[]; directories: string[] } => ({
  files: ["passwd", "group", "resolv.conf", "hosts", "ssl/certs/ca-certificates.crt"].map((name) => `/etc/${name}`),
  directories: ["/run/postgresql", cacheDirectory, runDirectory, stateDirectory, data, etc, `${code}/apps-external`],
});

/**
 * ownCloud's command line, for root, as confined as its pages. Units' environments can be read by everybody, arguments too: a password
 * comes in the caller's environment and travels in a file.
 */
export const occProgram = (documents: DocumentsSettings): string => `#!/bin/sh
# open-infrastructure-occ ARGUMENT…: ownCloud's command line; for user:add and user:resetpassword, OC_PASS may hold the password. Only
# maintenance:install asks: for the administrator's password, on standard input.
# Made by Open Infrastructure, changes are lost.
set -eu
cd /
given=$(mktemp /run/open-infrastructure-occ.XXXXXX)
trap 'rm -f "$given"' EXIT
if [ -n "\${OC_PASS:-}" ]; then
  printf 'OC_PASS="%s"\\n' "$(printf '%s' "$OC_PASS" | sed 's/["\\\\]/\\\\&/g')" >"$given"
fi
[ "\${1:-}" = maintenance:install ] || set -- --no-interaction "$@"
# systemd reads dollars.
for word; do
  shift
  set -- "$@" "$(printf '%s' "$word" | sed 's/[$]/$$/g')"
done
systemd-run --quiet --wait --pipe --collect --property=EnvironmentFile="$given" --property=RootDirectory="$(readlink -f ${container})" \\
${properties(inContainer(documents))}
  /usr/bin/occ --no-ansi "$@"
`;

function properties(lines: string): string {
  return lines
    .split("\n")
    .filter((line) => !/^(#|RootDirectory=)/.test(line))
    .map((line) => `  ${quote(`--property=${line}`)} \\`)
    .join("\n");
}
