import path from "node:path";
import { serve } from "../../serve";

/** The server as it runs, but for the pages of Next, which no session needs and which take a build. */
await serve({
  folder: path.resolve("."),
  build: "chaos",
  failpoints: "allowed",
  openPages: async () => ({
    handler: (_request, response) => void response.end("page"),
    upgrade: null,
    close: async () => undefined,
  }),
});
