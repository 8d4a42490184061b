. /usr/local/lib/open-infrastructure/lists.sh
put /usr/local/lib/open-infrastructure/lists/reconcile 0644 root:root <<'END'
"""reconcile DECLARED STATE <PASSWORD. Made by Open Infrastructure, changes are lost.

Prints what it changed, and as last line the lists that are declared no longer."""
import json
import os
import sys

from mailmanclient import Client

declared_path, state_path = sys.argv[1:]
with open(declared_path) as file:
    declared = json.load(file)
# Whom earlier runs made what, so that those and no others are taken back.
roles_given = {}
if os.path.exists(state_path):
    with open(state_path) as file:
        roles_given = json.load(file)


def remember():
    text = json.dumps(roles_given, indent=2, sort_keys=True)
    if os.path.exists(state_path):
        with open(state_path) as file:
            if file.read() == text:
                return
    with open(state_path + ".new", "w") as file:
        file.write(text)
    os.replace(state_path + ".new", state_path)


client = Client("http://127.0.0.1:8001/3.1", "restadmin", sys.stdin.read().strip())
mail_domain = declared["domain"]
domains = {domain.mail_host: domain for domain in client.domains}
domain = domains.get(mail_domain) or client.create_domain(mail_domain)
existing = {known.fqdn_listname: known for known in client.lists}

for name, wanted in declared["lists"].items():
    address = name + "@" + mail_domain
    mailing_list = existing.get(address)
    if mailing_list is None:
        mailing_list = domain.create_list(name)
        print(address, "made")
    settings = mailing_list.settings
    differing = [key for key, value in wanted["settings"].items() if settings[key] != value]
    for key in differing:
        settings[key] = wanted["settings"][key]
    if differing:
        settings.save()
        print(address, "changed:", ", ".join(differing))
    given = roles_given.setdefault(name, {})
    for role in ("owner", "moderator"):
        roster = mailing_list.owners if role == "owner" else mailing_list.moderators
        present = {member.email.lower() for member in roster}
        listed = [person.lower() for person in wanted[role]]
        before = given.get(role, [])
        given[role] = sorted(set(before) | set(listed))
        remember()
        for person in listed:
            if person not in present:
                mailing_list.add_role(role, person)
                print(address, role, person)
        for person in before:
            if person not in listed and person in present:
                mailing_list.remove_role(role, person)
                print(address, "no longer", role, person)
        given[role] = sorted(listed)
        remember()

kept = [name for name in roles_given if name not in declared["lists"] and name + "@" + mail_domain in existing]
print("kept:", " ".join(sorted(kept)))
END
put /etc/open-infrastructure/lists/declared.json 0644 root:root <<'END'
{
  "domain": "lists.example.org",
  "lists": {
    "talk": {
      "settings": {
        "display_name": "talk",
        "description": "Everybody's",
        "subject_prefix": "[talk] ",
        "default_member_action": "defer",
        "default_nonmember_action": "hold",
        "archive_policy": "private",
        "subscription_policy": "confirm",
        "advertised": true,
        "max_message_size": 1000,
        "dmarc_mitigate_action": "munge_from",
        "dmarc_mitigate_unconditionally": true
      },
      "owner": [
        "ada@example.org"
      ],
      "moderator": [
        "grace@example.org"
      ]
    }
  }
}
END
said=$(LC_ALL=C.UTF-8 python3 /usr/local/lib/open-infrastructure/lists/reconcile /etc/open-infrastructure/lists/declared.json /etc/open-infrastructure/lists/roles.json <"$etc/secrets/rest-password")
printf '%s\n' "$said"
# Now that there is something that can't move.
echo lists.example.org | put "$etc/mail-domain" 0644 root:root
result "$(printf '%s\n' "$said" | tail -n 1)"