import { messageOf, writeFailure } from "./fault";
import type { StoreFault } from "./fault";
import type { WalSync } from "./wal-sync";

export interface Transaction {
  begin(): void;
  commit(): void;
  /** Undoes what is open; does nothing when the database has undone it already. */
  rollback(): void;
}

/** `work` runs inside the shared transaction; it checks before it writes, so a refusal leaves nothing behind. */
export type Job<T> = {
  work: () => T;
  weight: number;
  sync: boolean;
  /** Called with what `work` gave, once it is committed and before any sync. */
  onCommitted?: (value: T) => void;
};

export type Written<T> = { ok: true; value: T } | { ok: false; reason: "unavailable" };

/** Runs a durable write and gives its value, or rejects with `StoreUnavailable`. */
export type Commit = <T>(work: () => T) => Promise<T>;

export interface Writer {
  /** Rejects only with a bug that `work` threw. */
  write<T>(job: Job<T>): Promise<Written<T>>;
  /** Commits what is queued and refuses every later write. */
  close(): void;
}

export type WriterOptions = {
  transaction: Transaction;
  sync: WalSync;
  /** True: every job resolves after a sync, whatever it asked for. */
  syncAlways: boolean;
  /** A commit stops taking jobs at this many rows, to bound the time that the loop is blocked. */
  maxWeight: number;
  schedule: (commit: () => void) => void;
  onFault: (fault: StoreFault) => void;
  onCommit: () => void;
};

type Queued = {
  weight: number;
  sync: boolean;
  work: () => void;
  committed: () => void;
  settle: (outcome: "written" | "unavailable" | { bug: unknown }) => void;
};

type Attempt = "written" | "refused_by_disk" | { error: unknown };

/** One transaction for all that was asked in one tick, for all sessions. */
export function createWriter(options: WriterOptions): Writer {
  const queue: Queued[] = [];
  const commit = createCommit(options);
  let scheduled = false;
  let closed = false;

  const commitNext = (): void => {
    scheduled = false;
    if (queue.length === 0) return;
    commit(takeJobs(queue, options.maxWeight));
    if (queue.length > 0) schedule();
  };
  const schedule = (): void => {
    if (scheduled) return;
    scheduled = true;
    options.schedule(commitNext);
  };

  return {
    write: (job) =>
      new Promise((done, fail) => {
        if (closed) return done({ ok: false, reason: "unavailable" });
        queue.push(queued(job, done, fail));
        schedule();
      }),
    close: () => {
      closed = true;
      while (queue.length > 0) commit(takeJobs(queue, options.maxWeight));
    },
  };
}

/** Writes all jobs or none; when one of them is at fault, each is tried alone. */
function createCommit(options: WriterOptions): (jobs: readonly Queued[]) => void {
  const { transaction, sync } = options;
  let failing = false;

  const attempt = (jobs: readonly Queued[]): Attempt => {
    try {
      transaction.begin();
      for (const job of jobs) job.work();
      transaction.commit();
      return "written";
    } catch (error) {
      transaction.rollback();
      const cause = writeFailure(error);
      if (!cause) return { error };
      if (!failing) options.onFault({ code: "write_failed", cause, message: messageOf(error) });
      failing = true;
      return "refused_by_disk";
    }
  };

  const resolve = (jobs: readonly Queued[]): void => {
    if (failing) options.onFault({ code: "write_recovered" });
    failing = false;
    const waiting: Queued[] = [];
    for (const job of jobs) job.committed();
    for (const job of jobs) {
      if (job.sync || options.syncAlways) waiting.push(job);
      else job.settle("written");
    }
    if (waiting.length > 0) void sync.now().then((synced) => settleAll(waiting, synced));
    else sync.soon();
    options.onCommit();
  };

  const commit = (jobs: readonly Queued[]): void => {
    const outcome = sync.healthy() ? attempt(jobs) : "refused_by_disk";
    if (outcome === "written") return resolve(jobs);
    if (outcome === "refused_by_disk") return settleAll(jobs, false);
    if (jobs.length === 1) return jobs[0]?.settle({ bug: outcome.error });
    for (const job of jobs) commit([job]);
  };
  return commit;
}

function settleAll(jobs: readonly Queued[], written: boolean): void {
  for (const job of jobs) job.settle(written ? "written" : "unavailable");
}

function queued<T>(job: Job<T>, done: (written: Written<T>) => void, fail: (bug: unknown) => void): Queued {
  let result: { value: T } | null = null;
  return {
    weight: job.weight,
    sync: job.sync,
    work: () => {
      result = { value: job.work() };
    },
    committed: () => {
      try {
        if (result) job.onCommitted?.(result.value);
      } catch (bug) {
        fail(bug);
      }
    },
    settle: (outcome) => {
      if (typeof outcome === "object") fail(outcome.bug);
      else if (outcome === "written" && result) done({ ok: true, value: result.value });
      else done({ ok: false, reason: "unavailable" });
    },
  };
}

function takeJobs(queue: Queued[], maxWeight: number): Queued[] {
  let weight = 0;
  const end = queue.findIndex((job) => (weight += job.weight) > maxWeight);
  return queue.splice(0, end < 0 ? queue.length : Math.max(1, end));
}
