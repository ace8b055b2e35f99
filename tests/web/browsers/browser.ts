// What the scenario needs of a browser, whichever it is.

/** One window of a browser that a test drives. */
export interface Browser {
  open(address: string): Promise<void>;
  /** Runs a function in the page, which sees nothing but its arguments; both they and its result go as JSON. */
  evaluate<Result, Arguments extends unknown[]>(
    work: (...values: Arguments) => Result | Promise<Result>,
    ...values: Arguments
  ): Promise<Result>;
  close(): Promise<void>;
}

/** A browser that cannot be started here, and why. */
export class NotInstalled extends Error {}
