import type { Client, ClientChannel } from "ssh2";

/** What a command printed. */
export interface CommandOutput {
  stdout: string;
  stderr: string;
}

/** Runs a command on a connection, with `stdin` as its input. A status other than 0 is an error that carries the command and all it printed. */
export function run(client: Client, command: string, stdin = ""): Promise<CommandOutput> {
  return new Promise((resolve, reject) => {
    client.exec(command, (error, channel) => {
      if (error) return reject(error);
      const [stdout, stderr, both]: Buffer[][] = [[], [], []];
      const collect = (stream: Buffer[]) => (chunk: Buffer) => {
        stream.push(chunk);
        both!.push(chunk);
      };
      channel.on("data", collect(stdout!));
      channel.stderr.on("data", collect(stderr!));
      const status = exitStatus(channel);
      channel.on("close", () => {
        const failure = status();
        if (failure) return reject(new Error(`${failure}: running ${quote(command)}:\n${text(both!)}`));
        resolve({ stdout: trim(text(stdout!)), stderr: trim(text(stderr!)) });
      });
      // A command may end without reading all of its input.
      channel.on("error", () => undefined);
      channel.end(stdin);
    });
  });
}

/** Watches a channel; the result says what was wrong with the command's end, if anything. */
function exitStatus(channel: ClientChannel): () => string | undefined {
  let end: string | undefined = "wait: remote command exited without exit status or exit signal";
  channel.on("exit", (code: number | null, signal?: string) => {
    if (code === 0) end = undefined;
    else if (code !== null) end = `Process exited with status ${code}`;
    else
      end = `Process exited with status ${128 + (SIGNALS[signal ?? ""] ?? 0)} from signal ${signal?.replace(/^SIG/, "")}`;
  });
  return () => end;
}

const SIGNALS: Record<string, number> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGABRT: 6,
  SIGKILL: 9,
  SIGPIPE: 13,
  SIGTERM: 15,
};

function text(chunks: Buffer[]): string {
  return Buffer.concat(chunks).toString("utf8");
}

function trim(output: string): string {
  return output.endsWith("\n") ? output.slice(0, -1) : output;
}

/** A string as Go's `%q` prints it. */
export function quote(value: string): string {
  return JSON.stringify(value)
    .replace(/\\u00(0[0-9a-f]|1[0-9a-f])/g, (_all, code: string) =>
      code === "07" ? "\\a" : code === "0b" ? "\\v" : `\\x${code}`,
    )
    .replace(/\x7f/g, "\\x7f");
}
