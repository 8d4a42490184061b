import type { Organisation } from "../organisation";

const asPages =
  "cd / && setpriv --reuid=open-infrastructure-lists --regid=open-infrastructure-lists --init-groups env -i PATH=/usr/bin:/bin " +
  "PYTHONPATH=/etc/mailman3/open-infrastructure DJANGO_SETTINGS_MODULE=open_infrastructure_lists python3";

/** Python about the accounts of the pages. */
const accounts = (python: string): string => `${asPages} - <<'END'
import sys
sys.path.insert(0, "/usr/share/mailman3-web")
import django
django.setup()
from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
users = get_user_model().objects
${python}
END`;

/** Script: the superuser is at another address, as when `owner` changes. */
const superuserAt = (mail: string): string =>
  `${asPages} /usr/local/lib/open-infrastructure/lists/site lists.example.org lists.example.org administrator ${mail} ` +
  "</etc/open-infrastructure/lists/secrets/admin-password";

/** What others on a machine with mailing lists, and strangers, see of them. */
export function listsExposureTests(organisation: Organisation, visit: (script: string) => Promise<string>): void {
  test("others on the machine, nginx among them, see nothing of the lists' secrets", async () => {
    const names = "admin-password archiver-key relay-password rest-password secret-key mailbox-password";
    for (const user of ["www-data", "nobody", "open-infrastructure-lists"]) {
      const readable = await organisation.sh(
        `cd /etc/open-infrastructure/lists/secrets && for name in ${names}; do cat $name; echo; done | grep . >/root/secrets && cd / &&
        { setpriv --reuid=${user} --regid="$(id -g ${user})" --init-groups grep -rlsF -f - /etc /srv /run /usr/local /var/lib /var/log </root/secrets || true; }`,
      );
      const own = ["open_infrastructure_lists.py", "relay-password"].map(
        (file) => `/etc/mailman3/open-infrastructure/${file}`,
      );
      expect(readable.split("\n").sort()).toEqual(user === "open-infrastructure-lists" ? own : [""]);
    }
    const asNginx = "cd / && setpriv --reuid=www-data --regid=www-data --init-groups";
    await expect(organisation.sh(`${asNginx} psql -XAtqc 'SELECT 1' mailmanweb`)).rejects.toThrow("www-data");
    const pagesGroups = await organisation.sh(
      "for pid in $(pgrep -u open-infrastructure-lists); do grep -h ^Groups: /proc/$pid/status; done | sort -u; getent group www-data",
    );
    expect(pagesGroups).toMatch(/^Groups:\s+(\d+)? *\nwww-data:x:33:[^,]*$/);
    expect(pagesGroups).not.toMatch(/Groups:.*\b33\b/);
  });

  test("nobody but root can put a link where root writes", async () => {
    const places = "/srv/data/lists /srv/data/lists/templates /srv/data/lists/templates/site/en";
    expect(await organisation.sh(`stat -c %U:%a ${places}`)).toBe("root:755\nroot:755\nroot:755");
  });

  test("Django's own pages are not there", async () => {
    expect(await visit(`status https://lists.example.org/admin/; status https://lists.example.org/admin/login/`)).toBe(
      "404 404",
    );
  });

  test("nobody keeps an address from the superuser by registering with it first", async () => {
    const before = await organisation.sh(accounts('print(users.get(username="administrator").email)'));
    const eve = 'EmailAddress.objects.create(user=users.create_user("eve"), email="later@example.org")';
    const whose =
      'print(EmailAddress.objects.get(email__iexact="later@example.org", verified=True, primary=True).user)';
    await organisation.sh(accounts(eve));
    await organisation.sh(superuserAt("later@example.org"));
    expect((await organisation.sh(accounts(whose))).trim()).toBe("administrator");
    await organisation.sh(superuserAt(before.trim()));
  });

  test("units may do little", async () => {
    const units = "mailman3 mailman3-web open-infrastructure-lists-fetch open-infrastructure-lists-watch";
    const scores = await organisation.sh(
      `for unit in ${units}; do systemd-analyze security --no-pager $unit | sed -n 's/.*exposure level for \\(.*\\): \\([0-9.]*\\) .*/\\1 \\2/p'; done`,
    );
    expect(scores.split("\n")).toHaveLength(4);
    for (const line of scores.split("\n")) expect(Number(line.split(" ")[1])).toBeLessThanOrEqual(3);
    expect(await organisation.sh("ss -Hltn | awk '{ print $4 }' | grep -v '^127\\|^\\[::1\\]' | sort -u")).not.toMatch(
      /:(25|587|8000|8001|8024)\b/,
    );
  });
}
