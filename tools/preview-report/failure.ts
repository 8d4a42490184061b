/** Exit statuses of the command. */
export const Status = {
  done: 0,
  /** The forge refuses what it was sent, or the preview itself failed. */
  failed: 1,
  /** Wrong arguments or settings, or a preview that can't be read. */
  usage: 2,
  /** What would be done is not what was reviewed. */
  differs: 3,
  /** The token is refused or lacks a right, or what is asked for isn't there for it. */
  denied: 4,
  /** No usable answer from the forge. */
  noAnswer: 5,
} as const;

/** Ends the command with a status and a message for whoever ran it. */
export class Failure extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** What went wrong between here and a forge. */
export class ForgeError extends Failure {}

/** A preview that can't be read; the message is for whoever ran it. */
export class PreviewError extends Error {}
