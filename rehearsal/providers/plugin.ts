import type { Provider } from "./provider";
import { serve } from "./server";

/**
 * Runs a provider as a Pulumi plugin: the first line of its output is the port. `@pulumi/pulumi/cmd/run-plugin` loads the
 * plugin's `main` and leaves the serving to whoever started a server, which keeps the process alive.
 */
export function runAsPlugin(provider: Provider): void {
  void serve(provider).then(
    ({ address }) => console.log(address.split(":").pop()),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
}
