import { stripVTControlCharacters } from "node:util";
import type { EngineEvent } from "../engine/events";
import { duration, label, Tree, word, type Row } from "./tree";

const REDRAW_MS = 120;
const SYMBOLS = { running: "…", done: "✓", failed: "✗" } as const;
/** What Pulumi puts before an error for every resource that the value it stopped was on its way through. */
const PASSED_THROUGH = /(?:error serializing property "[^"]*": )+/g;
const COLORS = { running: 33, done: 32, failed: 31 } as const;

/** Shows a run while it happens: a tree that is drawn again and again on a terminal, a line for everything that ends elsewhere. */
export class View {
  private readonly tree = new Tree();
  private readonly started = Date.now();
  private readonly timer: NodeJS.Timeout | undefined;
  private drawn = 0;
  private closed = false;

  constructor(private readonly out: NodeJS.WriteStream = process.stderr) {
    if (out.isTTY) this.timer = setInterval(() => this.draw(), REDRAW_MS);
  }

  /** Takes an event of the engine. */
  readonly event = (event: EngineEvent): void => {
    const row = this.tree.take(event);
    if (row && !this.out.isTTY && row.state !== "running" && row.op !== "same")
      this.line(plainRow(row, this.elapsed()));
    const { diagnosticEvent, policyEvent } = event;
    if (policyEvent) this.line(ruleBroken(policyEvent));
    if (!diagnosticEvent || diagnosticEvent.severity === "debug") return;
    const { urn, prefix = "", message } = diagnosticEvent;
    this.line(`${urn ? `${label(urn)}: ` : ""}${prefix}${message.trimEnd().replaceAll(PASSED_THROUGH, "")}`);
  };

  /** Prints a line above the tree. */
  line(text: string): void {
    this.erase();
    this.out.write(`${this.out.isTTY ? text : stripVTControlCharacters(text)}\n`);
  }

  /** Draws for the last time. */
  close(): void {
    if (this.out.isTTY && !this.closed) this.draw(true);
    this.closed = true;
    clearInterval(this.timer);
  }

  private elapsed(): number {
    return (Date.now() - this.started) / 1000;
  }

  private draw(everything = false): void {
    this.erase();
    const rows = this.tree.ordered();
    const room = Math.max(3, (this.out.rows ?? 24) - 2);
    const busy = rows.filter(({ row }) => row.state !== "done");
    const shown = everything || rows.length <= room ? rows : (busy.length > 0 ? busy : rows).slice(-room);
    const lines = shown.map(({ row, depth }) => cut(treeRow(row, depth), this.out.columns ?? 80));
    const done = rows.length - busy.length;
    lines.push(`${done} of ${rows.length} resources, ${duration(this.elapsed())}`);
    this.out.write(lines.map((line) => `${line}\n`).join(""));
    this.drawn = everything ? 0 : lines.length;
  }

  private erase(): void {
    if (this.drawn > 0) this.out.write(`\u001b[${this.drawn}A\u001b[0J`);
    this.drawn = 0;
  }
}

/** The description of a rule is the first line of what it says. */
function ruleBroken({ policyName, enforcementLevel, resourceUrn, message }: NonNullable<EngineEvent["policyEvent"]>) {
  const [description = "", ...said] = message.trimEnd().split("\n");
  const about = `${enforcementLevel === "mandatory" ? "not allowed" : "note"}: ${label(resourceUrn)}`;
  return [`${about}: ${said.join(" ") || description} (${policyName})`].join("\n");
}

function treeRow(row: Row, depth: number): string {
  const seconds = row.state === "running" ? (Date.now() - row.started) / 1000 : row.seconds;
  const symbol = row.op === "same" && row.state === "done" ? " " : paint(SYMBOLS[row.state], COLORS[row.state]);
  return `${"  ".repeat(depth)}${symbol} ${label(row.urn)}  ${paint([word(row), duration(seconds)].join(" ").trim(), 2)}`.trimEnd();
}

function plainRow(row: Row, elapsed: number): string {
  return `${elapsed.toFixed(1).padStart(6)} s  ${label(row.urn)} ${word(row)} ${duration(row.seconds)}`.trimEnd();
}

function paint(text: string, code: number): string {
  return text === "" || process.env.NO_COLOR ? text : `\u001b[${code}m${text}\u001b[0m`;
}

function cut(text: string, columns: number): string {
  const plain = stripVTControlCharacters(text);
  return plain.length < columns ? text : `${plain.slice(0, columns - 2)}…`;
}
