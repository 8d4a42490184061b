import type { EngineEvent } from "../engine";
import { UnfitComputerError, unfitness } from "../world";
import { addressesIn, formatOutputs, hidden, stackOutputs } from "./outputs";
import { formatChanges } from "./plan";
import { PulumiEngine } from "./pulumi-engine";
import { runEngine, sessionSettings, type Session } from "./session";
import { publishRepositories, thirdPartiesOf } from "./third-parties";
import type { Settings } from "./stack-config";
import { View } from "./view";

/** Brings up the world around the organisation, then the organisation. */
export async function up(session: Session): Promise<number> {
  const { world, args } = session;
  const reason = unfitness();
  if (reason) throw new UnfitComputerError(reason);
  const settings = await sessionSettings(session, true);
  if (!world.isInside()) await prepare(session, settings);
  world.enter();
  const status =
    args.engine === "pulumi" ? await new PulumiEngine(session).up(settings) : await upBuiltIn(session, settings);
  if (status === 0) await tellAddresses(session);
  return status;
}

async function prepare({ world }: Session, settings: Settings): Promise<void> {
  const { names, images, repositories } = thirdPartiesOf(settings);
  const log = (line: string): void => console.error(line);
  await world.up({ log, images, names });
  const published = await publishRepositories(world, repositories);
  for (const address of published) console.error(`published the example site as ${address}`);
}

/** Whether all of it is allowed, before any of it is done: that something is protected shows only when its turn comes. */
async function refused(session: Session, settings: Settings): Promise<number> {
  const told: EngineEvent[] = [];
  const { exitCode } = await runEngine(session, settings, "preview", (event) => {
    if (event.diagnosticEvent || event.policyEvent) told.push(event);
  });
  if (exitCode === 0) return 0;
  const view = new View();
  told.forEach(view.event);
  view.close();
  console.error("nothing was changed");
  return exitCode;
}

/** Ctrl-C ends the run politely, a second one at once. */
async function upBuiltIn(session: Session, settings: Settings): Promise<number> {
  const refusal = session.args.skipPreview ? 0 : await refused(session, settings);
  if (refusal !== 0) return refusal;
  const interruption = new AbortController();
  const interrupt = (): void => {
    if (interruption.signal.aborted) process.exit(130);
    view.line("ending: waiting for what is under way (once more to stop at once)");
    interruption.abort();
  };
  const view = new View();
  process.on("SIGINT", interrupt).on("SIGTERM", interrupt);
  try {
    const { exitCode, events } = await runEngine(session, settings, "up", view.event, interruption.signal);
    const changes = events.find(({ summaryEvent }) => summaryEvent)?.summaryEvent?.resourceChanges ?? {};
    view.close();
    console.error(formatChanges(changes));
    return exitCode;
  } finally {
    view.close();
    process.off("SIGINT", interrupt).off("SIGTERM", interrupt);
  }
}

async function tellAddresses(session: Session): Promise<void> {
  const outputs = await stackOutputs(session);
  const addresses = addressesIn(outputs);
  console.log(`\nOutputs:\n${formatOutputs(outputs)}\n`);
  if (Object.values(outputs).includes(hidden))
    console.log(`What ${hidden} stands for:       npm run rehearse -- outputs --show-secrets`);
  if (addresses.length === 0) return;
  console.log("Look at it with a browser:      npm run rehearse -- browse");
  for (const address of addresses)
    console.log(`or from the command line:       npm run rehearse -- client -- curl ${address}`);
}
