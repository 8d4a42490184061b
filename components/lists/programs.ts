import { ports } from "./places";

/** Python: the name of the pages, which lists they are of, and the superuser, with an address that needs no confirmation. The password comes on standard input. */
export const siteProgram = `"""site DOMAIN MAIL-DOMAIN NAME MAIL <PASSWORD. Made by Open Infrastructure, changes are lost."""
import sys

sys.path.insert(0, "/usr/share/mailman3-web")
import django

django.setup()
from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.contrib.sites.models import Site
from django_mailman3.models import MailDomain

domain, mail_domain, name, mail = sys.argv[1:]
password = sys.stdin.read().strip()

# Links in the archive and in mail are made of these. There is room for 50 characters of a name.
Site.objects.update_or_create(id=1, defaults={"domain": domain, "name": domain[:50]})
MailDomain.objects.update_or_create(mail_domain=mail_domain, defaults={"site_id": 1})

user = get_user_model().objects.filter(username=name).first()
if user is None:
    user = get_user_model().objects.create_superuser(name, mail, password)
if user.email != mail:
    user.email = mail
    user.save()
of_others = EmailAddress.objects.filter(email__iexact=mail).exclude(user=user)
# Whoever hasn't confirmed it only says that it is theirs, and would keep the superuser from it.
of_others.filter(verified=False).delete()
holder = of_others.first()
if holder:
    print(mail, "belongs to the account", holder.user.username, "already, which stays as it is")
else:
    address, _ = EmailAddress.objects.get_or_create(user=user, email=mail)
    if not (address.verified and address.primary):
        EmailAddress.objects.filter(user=user).update(primary=False)
        address.verified = address.primary = True
        address.save()
`;

/** Python: lists are as they are declared. Subscribers are nobody's business here, and nothing is ever deleted. */
export const reconcileProgram = `"""reconcile DECLARED STATE <PASSWORD. Made by Open Infrastructure, changes are lost.

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


client = Client("http://127.0.0.1:${ports.rest}/3.1", "restadmin", sys.stdin.read().strip())
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
`;
