type Kept = { socket: WebSocket; text: string };
type CommandFrame = { type: string; commandId?: string; command?: { type: string } };

/** Stands between a page and its socket: keeps commands of one type back, and sends more of them than the page did. */
export class FrameHold {
  /** Codes of the refusals that came since something was released. */
  readonly refusals: string[] = [];
  readonly #kept: Kept[] = [];
  #type: string | null = null;

  watch(socket: WebSocket): WebSocket {
    const send = socket.send.bind(socket);
    socket.send = (data) => {
      if (this.#isKept(String(data))) this.#kept.push({ socket, text: String(data) });
      else send(data);
    };
    socket.addEventListener("message", ({ data }) => {
      const frame = JSON.parse(String(data)) as { type: string; error?: { code: string } };
      if (frame.type === "rejected" && frame.error) this.refusals.push(frame.error.code);
    });
    return socket;
  }

  /** Keeps back commands of this type. */
  keep(type: string): void {
    this.#type = type;
  }

  count(): number {
    return this.#kept.length;
  }

  /** Sends what is kept as often as said; from the second time on with another output, if one is given. */
  release({ times = 1, output }: { times?: number; output?: string } = {}): void {
    this.#type = null;
    this.refusals.length = 0;
    for (const { socket, text } of this.#kept.splice(0)) {
      for (let time = 0; time < times; time += 1) {
        socket.send(time > 0 && output !== undefined ? another(text, output) : text);
      }
    }
  }

  #isKept(text: string): boolean {
    if (this.#type === null) return false;
    return (JSON.parse(text) as CommandFrame).command?.type === this.#type;
  }
}

/** The same answer to the same call in other words, as a command of its own. */
function another(text: string, output: string): string {
  const frame = JSON.parse(text) as CommandFrame;
  const command = { ...frame.command, outcome: { ok: true, output } };
  return JSON.stringify({ ...frame, commandId: crypto.randomUUID(), command });
}
