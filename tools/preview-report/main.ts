import { run } from "./command";

const { env, stdin, stdout, stderr, argv } = process;
void run(argv.slice(2), {
  env,
  stdin,
  out: (text) => stdout.write(text),
  say: (text) => stderr.write(text),
}).then((status) => {
  process.exitCode = status;
});
