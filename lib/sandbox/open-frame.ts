import type { SandboxJob } from "./types";

/** A frame of its own for one run. */
export type Frame = {
  /** Call it once, after the frame has said `ready`. */
  send: (job: SandboxJob) => void;
  /** Ends whatever runs in it, however busy it is. */
  remove: () => void;
};
/** `hear` gets what the frame says, unchecked. A frame whose process has died says nothing more, and nobody else does. */
export type OpenFrame = (hear: (data: unknown) => void) => Frame;

const PATH = "/sandbox";

/**
 * Puts a hidden frame with an origin of its own into the page. What passes between them passes through one port:
 * nothing that the frame posts to the window is listened to.
 */
export const openFrame: OpenFrame = (hear) => {
  const frame = document.createElement("iframe");
  frame.setAttribute("sandbox", "allow-scripts");
  frame.title = "Code sandbox";
  frame.hidden = true;
  frame.referrerPolicy = "no-referrer";
  frame.src = PATH;
  const { port1: near, port2: far } = new MessageChannel();
  near.onmessage = ({ data }) => hear(data);
  // An opaque origin has no name to address; the policy of both sides lets nothing else load here.
  frame.addEventListener("load", () => frame.contentWindow?.postMessage("connect", "*", [far]), {
    once: true,
  });
  document.body.append(frame);
  return {
    send: (job) => near.postMessage(job),
    remove: () => {
      near.close();
      frame.remove();
    },
  };
};
