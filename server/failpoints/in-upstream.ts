import type { Upstream, UpstreamEvent, UpstreamLine } from "../upstream/port";
import type { Failpoint, FailpointName } from "./failpoint";

/** Places at which an event of the provider has arrived and the session has not heard of it. */
const ARRIVED: Partial<Record<UpstreamEvent["type"], FailpointName>> = {
  started: "request_sent",
  item_delta: "text_received",
  done: "response_received",
};

/** The line to the provider with the places of requests and of what comes back. */
export function upstreamWithFailpoints(upstream: Upstream, failpoint: Failpoint): Upstream {
  return {
    open: (listener) => {
      const onEvent = (event: UpstreamEvent): void => {
        const place = ARRIVED[event.type];
        if (place) failpoint.reach(place);
        listener.onEvent(event);
      };
      return withPlaces(upstream.open({ ...listener, onEvent }), failpoint);
    },
    close: () => upstream.close(),
  };
}

function withPlaces(line: UpstreamLine, failpoint: Failpoint): UpstreamLine {
  return {
    get status() {
      return line.status;
    },
    get capabilities() {
      return line.capabilities;
    },
    create: (request) => {
      failpoint.reach("request_committed");
      if (!failpoint.reachSoon("turn_acked")) line.create(request);
    },
    warm: (settings) => line.warm(settings),
    steer: (request) => line.steer(request),
    ask: (request, signal) => line.ask(request, signal),
    cancel: (key) => line.cancel(key),
    close: () => line.close(),
  };
}
