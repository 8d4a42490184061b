import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bindFiles, zoneText } from "../../../rehearsal/internet/dns";
import { mailFiles, maildirOf } from "../../../rehearsal/internet/mail";
import { mailKeys, publishedKeys } from "../../../rehearsal/internet/mail-keys";
import { customerRecords } from "../../../rehearsal/internet/mail-records";
import { placesOf } from "../../../rehearsal/machines/places";
import { header, headerFields } from "../../rehearsal/mail";

const directory = mkdtempSync(join(tmpdir(), "mail-"));
const places = placesOf(directory);

afterAll(() => rmSync(directory, { recursive: true }));

test("a world has signing keys of its own, which DNS publishes once they are there", () => {
  expect(publishedKeys(places)).toBeUndefined();
  const keys = mailKeys(places);
  expect(mailKeys(places)).toEqual(keys);
  expect(keys.provider).not.toBe(keys.outside);
  const texts = publishedKeys(places)!;
  expect(texts.provider).toMatch(/^v=DKIM1; k=rsa; p=[A-Za-z0-9+/]{300,}=*$/);
  const zone = (name: string): string => bindFiles(places, [])[`etc/bind/zones/${name}`]!.replaceAll('" "', "");
  expect(zone("dkim.example.net")).toContain(`*.dkim.example.net. 60 IN TXT "${texts.provider}"`);
  expect(zone("outside.example.net")).toContain(texts.outside);
  expect(mailFiles(keys)["etc/opendkim/outside.pem"]).toBe(keys.outside);
});

test("a customer's records point to the provider", () => {
  const lines = zoneText("example.org", customerRecords("lists.example.org"), []).trim().split("\n").slice(-4);
  expect(lines).toEqual([
    "lists.example.org. 60 IN MX 10 mx.example.net.",
    'lists.example.org. 60 IN TXT "v=spf1 include:spf.example.net -all"',
    "mail._domainkey.lists.example.org. 60 IN CNAME mail.lists.example.org.dkim.example.net.",
    '_dmarc.lists.example.org. 60 IN TXT "v=DMARC1; p=reject"',
  ]);
});

test("domains of lists have one mailbox, others one for each address", () => {
  expect(maildirOf("Talk@lists.example.org")).toBe("srv/mail/lists.example.org/catch-all/Maildir");
  expect(maildirOf("Ada@Example.org")).toBe("srv/mail/example.org/ada/Maildir");
});

test("header fields are unfolded", () => {
  const message = "Received: from a\n\tby b\nReceived: c\r\nSubject: Re: tea\r\n\r\nReceived: no\n";
  expect(headerFields(message, "received")).toEqual(["from a by b", "c"]);
  expect(header(message, "Subject")).toBe("Re: tea");
  expect(header(message, "To")).toBeUndefined();
});
