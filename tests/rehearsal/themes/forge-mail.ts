import { eventually, type Organisation } from "../organisation";

const origin = "-H 'Origin: https://code.example.org' -H 'Sec-Fetch-Site: same-origin'";
const signedIn = "303 https://code.example.org/";

/** Mail of the forge arrives, and what is in it works. `visit` runs a script with the function `page`, which prints status and redirection. */
export function forgeMailTests(organisation: Organisation, visit: (script: string) => Promise<string>): void {
  test("a person who forgot their password gets a link by mail, and a password of their own with it", async () => {
    const asked = `--data-urlencode email=grace@example.org https://code.example.org/user/forgot_password`;
    expect(await visit(`page ${origin} ${asked}`)).toBe("200");
    const mail = await eventually("the mail with the link", async () =>
      (await organisation.world.mailbox("grace@example.org")).find((each) => each.includes("recover_account")),
    );
    expect(mail).toMatch(/^From: .*code@example\.org/m);
    const code = /\/user\/recover_account\?code=([\w%-]+)/.exec(text(mail))![1];
    const chosen = "--data-urlencode 'password=correct horse battery staple'";
    const recover = `https://code.example.org/user/recover_account`;
    expect(await visit(`page ${origin} --data code=${code} ${chosen} ${recover}`)).toMatch(/^303 /);
    const login = `${chosen} --data user_name=grace https://code.example.org/user/login`;
    expect(await visit(`page ${origin} ${login}`)).toBe(signedIn);
  });
}

/** A message without what quoted-printable does to it. */
const text = (mail: string): string =>
  mail
    .replace(/=\r?\n/g, "")
    .replace(/=([0-9A-F]{2})/g, (_, digits: string) => String.fromCharCode(parseInt(digits, 16)));
