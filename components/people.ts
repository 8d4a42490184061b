import * as pulumi from "@pulumi/pulumi";
import { rsaBits } from "./ssh-key";
import { demand, mailAddress, refuse, sshPublicKey, userName } from "./validate";

/** What somebody does in the organisation. */
export const Role = {
  /** Logs in to every machine and may become root there. */
  Administrator: "administrator",
  /** Has accounts in the services, none on the machines. */
  Member: "member",
} as const;

/** What somebody does in the organisation. */
export type Role = (typeof Role)[keyof typeof Role];

/** Somebody of the organisation. One list of people serves all machines and services. */
export interface PersonArgs {
  /** Login name: a lower-case letter, then letters, digits and hyphens, at most 31. */
  name: string;
  /** Mail address. */
  mail: string;
  /** Public SSH keys, as in `authorized_keys`: Ed25519, security keys, or RSA of 3072 bits and more. Defaults to none. */
  sshKeys?: string[];
  /** What they do, `administrator` or `member`. Defaults to `member` alone. */
  roles?: Role[];
}

/** Refuses people that no machine or service could have, naming who and why. */
export function checkedPeople(resource: pulumi.Resource, people: PersonArgs[] = []): PersonArgs[] {
  demand(resource, "people", people, { allowed: "a list of people", accepts: Array.isArray });
  people.forEach((person, index) => {
    demand(resource, `people[${index}].name`, person.name, userName);
    const owner = owners.find(({ names }) => names.test(person.name));
    if (owner)
      refuse(resource, `people[${index}].name must not be "${person.name}", an account or group of ${owner.what}`);
    demand(resource, `people[${index}].mail`, person.mail, mailAddress);
    demand(resource, `people[${index}].sshKeys`, person.sshKeys ?? [], {
      allowed: "a list of public SSH keys",
      accepts: Array.isArray,
    });
    (person.sshKeys ?? []).forEach((key, n) => {
      demand(resource, `people[${index}].sshKeys[${n}]`, key, sshPublicKey);
      const bits = rsaBits(key);
      if (bits !== undefined && bits < 3072)
        refuse(
          resource,
          `people[${index}].sshKeys[${n}] must be an RSA key of at least 3072 bits or an Ed25519 key, got RSA of ${bits} bits`,
        );
    });
    demand(resource, `people[${index}].roles`, person.roles ?? [], {
      allowed: 'a list of "administrator" and "member"',
      accepts: (roles) => Array.isArray(roles) && roles.every((role) => Object.values(Role).includes(role)),
    });
  });
  const twice = people.find((person, index) => people.findIndex((other) => other.name === person.name) !== index);
  if (twice) refuse(resource, `people must have different names, got "${twice.name}" twice`);
  return people;
}

/** Those who log in to machines. */
export function administrators(people: PersonArgs[]): PersonArgs[] {
  return people.filter((person) => person.roles?.includes(Role.Administrator));
}

/** Names that are taken, or would be by what is installed later. Debian adds no user with a group's name either. */
const owners = [
  { what: "websites", names: /^site-/ },
  { what: "this project", names: /^(open-infrastructure-.*|git|woodpecker|drone|documents|postgres|certbot)$/ },
  { what: "clouds' images", names: /^(debian|admin|cloud-user|ec2-user)$/ },
  { what: "systemd", names: /^systemd-/ },
  {
    what: "Debian",
    names: oneOfNames(
      // base-passwd's users and groups
      "root daemon bin sys sync games man lp mail news uucp proxy www-data backup list irc nobody adm tty disk kmem",
      "dialout fax voice cdrom floppy tape sudo audio dip operator src shadow utmp video sasl plugdev staff users nogroup",
      // and those of packages that are on most machines
      "ssh sshd messagebus polkitd crontab input kvm render sgx netdev rdma docker ssl-cert tcpdump uuidd dhcpcd ntp",
    ),
  },
];

function oneOfNames(...lists: string[]): RegExp {
  return new RegExp(`^(${lists.join(" ").split(" ").join("|")})$`);
}
