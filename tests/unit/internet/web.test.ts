import { bindFiles, playedNames } from "../../../rehearsal/internet/dns";
import { publishers } from "../../../rehearsal/internet/publishers";
import { webFiles } from "../../../rehearsal/internet/web";
import { placesOf } from "../../../rehearsal/machines/places";

const nginx = (extra: string[]): string => webFiles(extra)["etc/nginx/sites-enabled/default"]!;

test("each name has one server, also a publisher's name that a setting has as its git host", () => {
  const names = [...nginx(["codeberg.org", "git.example.net"]).matchAll(/server_name ([^;]+);/g)].flatMap(([, list]) =>
    list!.split(" "),
  );
  expect(new Set(names).size).toBe(names.length);
  expect(names).toEqual(expect.arrayContaining([...publishers, "git.example.net"]));
});

test("what the mirror folder lacks is the publisher's to answer, and then said by name", () => {
  const text = nginx([]);
  expect(text).toContain("root /srv/mirror/$host;");
  expect(text).toContain("try_files $uri @publisher;");
  expect(text).toMatch(/return 404 "the rehearsal has no https:\/\/\$host\$uri .*mirror folder as \$host\$uri/);
});

test("every played name is served by the rehearsal's DNS", () => {
  const zones = bindFiles(placesOf("/nowhere"), ["smtp.example.net"])["etc/bind/named.conf.local"]!;
  for (const name of playedNames(["smtp.example.net"])) expect(zones).toContain(`zone "${name}" `);
});
