import * as pulumi from "@pulumi/pulumi";
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
    if (reserved.has(person.name))
      refuse(resource, `people[${index}].name must not be "${person.name}", which Debian uses itself`);
    if (person.name.startsWith("site-"))
      refuse(
        resource,
        `people[${index}].name must not start with "site-" as accounts of websites do, got "${person.name}"`,
      );
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

const reserved = new Set(
  "root daemon bin sys sync games man lp mail news uucp proxy www-data backup list irc nobody sshd systemd-network messagebus debian admin git".split(
    " ",
  ),
);

/** Size of an RSA key's modulus; undefined for other types. RFC 4253, 6.6: type, exponent and modulus, each with its length before it. */
function rsaBits(key: string): number | undefined {
  const [type, body] = key.split(" ");
  if (type !== "ssh-rsa" || body === undefined) return undefined;
  const blob = Buffer.from(body, "base64");
  let offset = 0;
  const field = () => {
    if (offset + 4 > blob.length) return Buffer.alloc(0);
    const length = blob.readUInt32BE(offset);
    offset += 4 + length;
    return blob.subarray(offset - length, offset);
  };
  field();
  field();
  const modulus = field();
  const start = modulus.findIndex((byte) => byte !== 0);
  return start < 0 ? 0 : (modulus.length - start) * 8 - Math.clz32(modulus[start]!) + 24;
}
