import type { AppendRequest, Store } from "../store/port";
import type { Failpoint, FailpointName } from "./failpoint";

/** Places before an append, by the type of an event in it. */
const BEFORE: Record<string, FailpointName> = { "tool_call.started": "claim_received" };
/** Places once the append is committed and synced, before anybody is told. */
const AFTER: Record<string, FailpointName> = {
  "response.done": "response_committed",
  "tool_call.assigned": "call_committed",
  "tool_call.finished": "result_committed",
};

/** The store with the places of commands, claims, results and leases. */
export function storeWithFailpoints(store: Store, failpoint: Failpoint): Store {
  const { events } = store;
  const append = async (request: AppendRequest) => {
    const isCommand = request.rows.some(({ commandId }) => commandId !== null);
    if (isCommand) failpoint.reach("command_received");
    reachAll(failpoint, BEFORE, request);
    const onCommitted = (): void => {
      if (isCommand) failpoint.reach("command_committed");
      request.onCommitted?.();
    };
    const result = await events.append({ ...request, onCommitted });
    if (result.ok) reachAll(failpoint, AFTER, request);
    return result;
  };
  const acquire = async (sessionId: string) => {
    const lease = await events.acquire(sessionId);
    failpoint.reach("lease_taken");
    return lease;
  };
  return { ...store, events: { ...events, append, acquire } };
}

function reachAll(
  failpoint: Failpoint,
  places: Record<string, FailpointName>,
  { rows }: AppendRequest,
): void {
  for (const { type } of rows) {
    const place = places[type];
    if (place) failpoint.reach(place);
  }
}
