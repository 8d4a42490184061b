import * as pulumi from "@pulumi/pulumi";
import { createHash } from "node:crypto";
import { file } from "../remote/file";
import { quote, raw, sh } from "../remote/shell";
import { earlyCertificate, headersPath, type VirtualHost, virtualHostScript } from "./virtual-host";
import { buildProgram, fetchProgram, gemsProgram } from "./website-build";
import { publishProgram, receiveProgram } from "./website-publish";
import type { WebsiteSettings } from "./website-settings";
import { buildUnit, directory, fetchUnit, pathUnit, publishUnit, timerUnit } from "./website-units";

/** Jekyll as Debian maintains it, with the theme and the plugins that `jekyll new` and most of its users ask for. */
const jekyll = [
  "git",
  "jekyll",
  "jekyll-theme-minima",
  "ruby-jekyll-feed",
  "ruby-jekyll-paginate",
  "ruby-jekyll-redirect-from",
  "ruby-jekyll-seo-tag",
  "ruby-jekyll-sitemap",
];

const programs = "/usr/local/lib/open-infrastructure";
const systemd = "/etc/systemd/system";
const unit = (name: string) => `open-infrastructure-site-${name}`;

/** Script: everything that a site's pages are made with, before any is made. */
export function builderScript(site: WebsiteSettings): pulumi.Output<string> {
  const { name, repository, buildPackages } = site;
  const built = repository !== undefined;
  const user = `site-${name}`;
  return sh`
    ${raw(earlyCertificate(site))}
    packages ${[...(built ? jekyll : ["rsync", "python3"]), ...buildPackages]}
    ${file({ path: `/etc/sysusers.d/${unit(name)}.conf`, content: `u ${user} - "Website ${name}" ${directory(name)} ${loginShell(built)}\n` })}
    getent passwd ${user} >/dev/null || systemd-sysusers /etc/sysusers.d/${unit(name)}.conf
    [ "$(getent passwd ${user} | cut -d: -f7)" = ${loginShell(built)} ] || usermod --shell ${loginShell(built)} ${user}
    install -d -m 0755 /srv/www /srv/www/${name} /srv/www/${name}/releases
    install -d -m 0755 ${directory(name)} ${directory(name)}/root ${directory(name)}/work ${directory(name)}/work/gems
    install -d -m 0755 -o ${user} -g ${user} ${built ? [`${directory(name)}/fetch`] : [`${directory(name)}/upload`, `${directory(name)}/request`]}
    ${file({ path: `/etc/open-infrastructure/sites/${name}.conf`, content: siteConf(site) })}
    ${file({ path: "/usr/local/sbin/open-infrastructure-site", mode: "0755", content: publishProgram })}
    ${file({ path: `${systemd}/${unit(name)}.service`, content: publishUnit(site) })}
    ${built ? fromRepository(site) : fromDeployKeys(site)}
    if changed ${systemd}/${unit(name)}; then
      systemctl daemon-reload
      systemctl try-restart ${built ? [`${unit(name)}.timer`, `${unit(name)}.path`] : [`${unit(name)}.path`]}
    fi
  `.apply((text) => text);
}

/** A forced command is run by the user's shell; nobody else is. */
function loginShell(built: boolean): string {
  return built ? "/usr/sbin/nologin" : "/bin/sh";
}

/** Settings that the site's programs read, as the shell and systemd both understand them. */
function siteConf({ repository, revision, directory, gemSource, largest }: WebsiteSettings): string {
  const settings =
    repository === undefined
      ? { SOURCE: "push" }
      : { SOURCE: "git", REPOSITORY: repository, REVISION: revision, DIRECTORY: directory, GEM_SOURCE: gemSource };
  return Object.entries({ ...settings, LARGEST: largest })
    .map(([key, value]) => `${key}=${quote(value)}\n`)
    .join("");
}

function fromRepository(site: WebsiteSettings) {
  const { name } = site;
  return raw(sh`
    ${file({ path: `${programs}/site-fetch`, content: fetchProgram })}
    ${file({ path: `${programs}/site-gems.rb`, content: gemsProgram })}
    ${file({ path: `${programs}/site-build`, content: buildProgram })}
    ${file({ path: `${systemd}/${unit(name)}-fetch.service`, content: fetchUnit(site) })}
    ${file({ path: `${systemd}/${unit(name)}-build@.service`, content: buildUnit(site) })}
    ${file({ path: `${systemd}/${unit(name)}.timer`, content: timerUnit(site) })}
    ${file({ path: `${systemd}/${unit(name)}.path`, content: pathUnit(name, hookLog(name)) })}
    drop ${`/etc/open-infrastructure/authorized_keys/site-${name}`}
  `);
}

function fromDeployKeys({ name, deployKeys }: WebsiteSettings) {
  const options = `restrict,command="/bin/sh ${programs}/site-receive ${name}"`;
  return raw(sh`
    ${file({ path: `${programs}/site-receive`, content: receiveProgram })}
    ${file({ path: `${systemd}/${unit(name)}.path`, content: pathUnit(name, `${directory(name)}/request`) })}
    ${file({ path: `/etc/open-infrastructure/authorized_keys/site-${name}`, content: deployKeys.map((key) => `${options} ${key}\n`).join("") })}
    if [ -e ${`${systemd}/${unit(name)}.timer`} ]; then systemctl disable --now ${unit(name)}.timer; fi
    drop ${[".timer", "-fetch.service", "-build@.service"].map((end) => `${systemd}/${unit(name)}${end}`)}
    if [ -z "$(find ${directory(name)}/upload -mindepth 1 ! -name .index.html -print -quit)" ]; then
      # By its user, who may put links there.
      as_site() { setpriv --reuid ${`site-${name}`} --regid ${`site-${name}`} --clear-groups "$@"; }
      as_site tee ${directory(name)}/upload/.index.html >/dev/null <<'END'
    ${raw(placeholder)}
    END
      as_site mv -T ${directory(name)}/upload/.index.html ${directory(name)}/upload/index.html
    fi
  `);
}

const placeholder = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <title>Not here yet</title>
  </head>
  <body>
    <h1>Not here yet</h1>
    <p>The pages of this site have not been published so far.</p>
  </body>
</html>`;

/** Script: the first pages, or those that new settings make. `builder` is the script they are made with. */
export function pagesScript({ name, repository }: WebsiteSettings, builder: string): pulumi.Output<string> {
  return sh`
    # made with ${createHash("sha256").update(builder).digest("hex").slice(0, 16)}
    start=$(date +%s)
    if ! open-infrastructure-site ${name} up-to-date && ! systemctl start ${unit(name)}.service; then
      journalctl --sync
      journalctl --quiet --output=cat --unit=${unit(name)}.service --since="@$start" | tail -n 25 | tr -cd '[:print:]\n'
      fail "the pages can't be published"
    fi
    running ${repository === undefined ? [`${unit(name)}.path`] : [`${unit(name)}.timer`, `${unit(name)}.path`]}
  `;
}

/** Script: nginx serves the pages. */
export function serveScript(site: WebsiteSettings): pulumi.Output<string> {
  const { name, domain, aliases, repository, headers } = site;
  const host: VirtualHost = { name, domain, aliases, root: `/srv/www/${name}/current`, headers, extra: extra(site) };
  return sh`
    ${repository === undefined ? raw(sh`drop /etc/open-infrastructure/sites/${name}.hook /etc/open-infrastructure/sites/${name}.nginx`) : hookScript(name)}
    ${raw(virtualHostScript(host))}
  `;
}

/** What can't be made again from the repository. */
export function worthSaving({ name, repository }: WebsiteSettings): string[] {
  return [repository === undefined ? `${directory(name)}/upload` : `/etc/open-infrastructure/sites/${name}.hook`];
}

/** File to which nginx writes a line when it is told to publish. */
function hookLog(name: string): string {
  return `/var/log/nginx/${unit(name)}.hook`;
}

/** A POST writes a line. Anything else may be a program that looks where links in a message lead. */
const hookFormat = `log_format open_infrastructure_hook '$time_iso8601';
map $request_method $open_infrastructure_asked {
  POST 1;
  default 0;
}
`;

/**
 * Whoever knows an address that is made here may ask for a build: nginx writes a line to a file, and systemd watches it.
 * No program reads what was sent.
 */
function hookScript(name: string) {
  const site = `/etc/open-infrastructure/sites/${name}`;
  return raw(sh`
    if [ ! -s ${site}.hook ]; then
      printf '/hook/%s\n' "$(od -An -N24 -tx1 /dev/urandom | tr -d ' \n')" | put ${site}.hook 0600 root:root
    fi
    ${file({ path: "/etc/nginx/conf.d/open-infrastructure-hook.conf", content: hookFormat })}
    put ${site}.nginx 0600 root:root <<END
    location = $(cat ${site}.hook) {
      access_log ${hookLog(name)} open_infrastructure_hook if=\$open_infrastructure_asked;
      client_max_body_size 32m;
      if (\$request_method != POST) {
        return 405;
      }
      return 202;
    }
    END
    [ -e ${hookLog(name)} ] || install -m 0640 -o www-data -g adm /dev/null ${hookLog(name)}
    if changed /etc/nginx/conf.d/open-infrastructure-hook.conf ${site}.nginx; then note /etc/nginx/sites-enabled/${name}.conf; fi
  `);
}

function extra({ name, repository, publicStatus }: WebsiteSettings): string {
  return [
    "",
    "# A link in the pages leads nowhere. The one to the release of now is ours.",
    "disable_symlinks on from=$document_root;",
    ...(repository === undefined ? [] : [`include /etc/open-infrastructure/sites/${name}.nginx;`]),
    ...(publicStatus
      ? [
          "",
          "location = /.well-known/site-status.json {",
          `  alias /srv/www/${name}/status.json;`,
          "  types { }",
          "  default_type application/json;",
          `  include ${headersPath(name)};`,
          "}",
        ]
      : []),
  ].join("\n");
}
