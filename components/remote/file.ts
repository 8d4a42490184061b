import * as pulumi from "@pulumi/pulumi";
import { quote, type Raw } from "./shell";

/** A file as it must be on a machine. */
export interface RemoteFile {
  /** Absolute path. */
  path: string;
  /** Whole content; a missing newline at the end is added. */
  content: pulumi.Input<string>;
  /** Permissions, octal. Defaults to `0644`. */
  mode?: string;
  /** `user:group`. Defaults to `root:root`. */
  owner?: string;
}

/** The part of a script that writes a file if it differs, in one rename. Its content is what a reviewer reads. */
export function file({ content, ...rest }: RemoteFile): pulumi.Output<Raw> {
  return pulumi.output(content).apply((text) => ({ raw: putText({ ...rest, content: text }) }));
}

/** The same for a content that is known. */
export function putText({
  path,
  content,
  mode = "0644",
  owner = "root:root",
}: RemoteFile & { content: string }): string {
  const lines = content.replace(/\n*$/, "");
  const end = terminator(lines);
  return `put ${quote(path)} ${mode} ${owner} <<'${end}'\n${lines}\n${end}`;
}

/** A line that the text doesn't contain. */
export function terminator(text: string): string {
  const lines = new Set(text.split("\n"));
  let end = "END";
  while (lines.has(end)) end += "_";
  return end;
}
