import { bug } from "./plant-of";

/** Bugs of a page and of what its browser keeps. */
export const PAGE_PLANTS = [
  bug("what a page has not sent is gone after a reload", () => ({
    page: (ports) => ({ ...ports, outbox: { ...ports.outbox, all: () => Promise.resolve([]) } }),
  })),

  bug("a duplicated tab shares its claim", () => ({
    claim: (_minted, executorId) => `claim-of-${executorId}`,
  })),

  bug("a page sends nothing again", () => ({
    page: (ports) => {
      const sent = new Set<string>();
      const openSocket = (): WebSocket => {
        const socket = ports.openSocket();
        const send = socket.send.bind(socket);
        socket.send = (text) => {
          const commandId = /"commandId":"([^"]+)"/.exec(String(text))?.[1];
          if (commandId !== undefined && sent.has(commandId)) return;
          if (commandId !== undefined) sent.add(commandId);
          send(text);
        };
        return socket;
      };
      return { ...ports, openSocket };
    },
  })),
];
