import type {
  CreateRequest,
  LineListener,
  Upstream,
  UpstreamEvent,
  UpstreamLine,
} from "../../../upstream/port";
import { bug } from "./plant-of";

type Wrap = (line: UpstreamLine, listener: LineListener) => Partial<UpstreamLine>;
type Hear = (event: UpstreamEvent, listener: LineListener, line: () => UpstreamLine) => void;

const hearAll: Hear = (event, { onEvent }) => onEvent(event);

/** Around each line: what is asked of it, and what it tells. */
const lines =
  (wrap: Wrap, hear: Hear = hearAll) =>
  (upstream: Upstream): Upstream => ({
    ...upstream,
    open: (listener) => {
      const onEvent = (event: UpstreamEvent): void => hear(event, listener, () => line);
      const line: UpstreamLine = upstream.open({ ...listener, onEvent });
      return {
        get status() {
          return line.status;
        },
        get capabilities() {
          return line.capabilities;
        },
        create: (request) => line.create(request),
        warm: (settings) => line.warm(settings),
        steer: (request) => line.steer(request),
        ask: (request, signal) => line.ask(request, signal),
        cancel: (key) => line.cancel(key),
        close: () => line.close(),
        ...wrap(line, listener),
      };
    },
  });

const isOutput = ({ type }: { type?: unknown }): boolean => type === "function_call_output";

/** Bugs of the line to the model. */
export const MODEL_PLANTS = [
  bug("outputs are sent to the model twice", () => ({
    upstream: lines((line) => ({
      create: (request) =>
        line.create({ ...request, newItems: [...request.newItems, ...request.newItems.filter(isOutput)] }),
    })),
  })),

  bug("the whole input lacks the outputs of calls", () => ({
    upstream: lines((line) => ({
      create: (request) =>
        line.create({
          ...request,
          chain: null,
          fullInput: () => request.fullInput().filter((item) => !isOutput(item)),
        }),
    })),
  })),

  bug("a request goes on from the chain whatever the chain holds", () => ({
    upstream: lines((line) => {
      let last: string | null = null;
      return {
        create: (request) => {
          line.create({ ...request, chain: last ?? request.chain });
          last = request.key;
        },
      };
    }),
  })),

  bug("a second response is asked for beside the first", () => ({
    upstream: (upstream) => {
      const twin = (): UpstreamLine => upstream.open({ onEvent: () => undefined, onStatus: () => undefined });
      return lines((line) => {
        const other = twin();
        return {
          create: (request) => {
            line.create(request);
            if (request.chain !== null) other.create(request);
          },
        };
      })(upstream);
    },
  })),

  bug("a lost answer is asked for again and put behind what was said", () => ({
    upstream: (upstream) => {
      let latest: CreateRequest | null = null;
      let hasSaid = false;
      return lines(
        (line) => ({
          create: (request) => {
            [latest, hasSaid] = [request, false];
            line.create(request);
          },
        }),
        (event, { onEvent }, line) => {
          if (event.type === "item_delta") hasSaid = true;
          const isLost = event.type === "failed" && event.failure.code === "lost";
          if (isLost && hasSaid && latest?.key === event.key) return line().create(latest);
          onEvent(event);
        },
      )(upstream);
    },
  })),

  bug("a stopped answer goes on at the provider, and into the next one", () => ({
    upstream: (upstream) => {
      let latest = "";
      return lines(
        (line) => ({
          cancel: () => undefined,
          create: (request) => {
            latest = request.key;
            try {
              line.create(request);
            } catch {
              return;
            }
          },
        }),
        (event, { onEvent }) => onEvent({ ...event, key: latest }),
      )(upstream);
    },
  })),

  bug("pieces of text are told twice now and then", () => {
    let times = 0;
    return {
      upstream: lines(
        () => ({}),
        (event, { onEvent }) => {
          onEvent(event);
          if (event.type === "item_delta" && (times += 1) % 16 === 0) onEvent(event);
        },
      ),
    };
  }),

  bug("the end of an answer is not told", () => {
    let times = 0;
    return {
      upstream: lines(
        () => ({}),
        (event, { onEvent }) =>
          event.type === "done" && (times += 1) % 4 === 0 ? undefined : onEvent(event),
      ),
    };
  }),
];
