/** Who may import whom. The table stands in ARCHITECTURE.md; this is what holds it. */
const only = (name, from, allowed, extra = {}) => ({
  name,
  severity: "error",
  comment: `${from} may import only: ${allowed.join(", ") || "nothing"}`,
  from: { path: `^${from}/`, pathNot: "\\.(test|contract)\\.tsx?$|/testing/", ...extra },
  to: { pathNot: [`^${from}/`, ...allowed.map((path) => `^${path}`)] },
});

const ZOD = "node_modules/zod";
const NOTHING_OF_NODE = { dependencyTypes: ["core"] };

const never = (name, from, to) => ({ name, severity: "error", from, to });

/** @type {import("dependency-cruiser").IConfiguration} */
export default {
  forbidden: [
    never("no-cycles", {}, { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } }),
    never("no-orphan-server-import", { path: "^(app|components|lib)/" }, { path: "^server/" }),
    never(
      "no-tests-imported",
      { pathNot: "\\.(test|spec|contract)\\.tsx?$" },
      { path: "\\.(test|spec)\\.tsx?$" },
    ),
    never("no-node-in-the-page", { path: "^(lib|components)/", pathNot: "\\.test\\.tsx?$" }, NOTHING_OF_NODE),
    only("lib-util", "lib/util", []),
    only("lib-protocol", "lib/protocol", [ZOD, "lib/util"]),
    only("lib-responses", "lib/responses", [ZOD, "lib/util"]),
    only("lib-session", "lib/session", ["lib/protocol", "lib/util"]),
    only("lib-desk", "lib/desk", ["lib/util", "node_modules/(?!react|next)"]),
    only("lib-sandbox", "lib/sandbox", ["lib/util", ZOD]),
    only("lib-tools", "lib/tools", [
      "lib/protocol",
      "lib/session",
      "lib/util",
      "lib/desk",
      "lib/sandbox",
      "node_modules/@cfworker",
      "node_modules/idb",
      ZOD,
    ]),
    never(
      "desk-and-sandbox-only-for-builtin-tools",
      { path: "^lib/tools/[^/]+$" },
      { path: "^lib/(desk|sandbox)" },
    ),
    only("lib-client", "lib/client", ["lib/", "node_modules/(zustand|idb)"], {
      pathNot: "use-[a-z-]+\\.tsx?$|\\.test\\.tsx?$",
    }),
    never(
      "no-react-in-lib",
      { path: "^lib/", pathNot: "^lib/client/use-[a-z-]+\\.tsx?$" },
      { path: "node_modules/react" },
    ),
    never("components-stay-in-the-page", { path: "^components/" }, { path: "node_modules/ws/|^app/" }),
    never(
      "dumb-parts",
      { path: "^components/ui/" },
      { path: "^(lib/(client|session|protocol|tools|desk)|components/(?!ui/))" },
    ),
    only("app", "app", ["components", "lib/client", "node_modules/(next|react|geist)"]),
    only("server-session", "server/session", [
      "lib/(protocol|session|responses|util)",
      "server/(upstream|store|bus)/port\\.ts",
    ]),
    ...["upstream", "store", "bus", "embedded"].map((adapter) =>
      never(
        `${adapter}-stands-alone`,
        { path: `^server/${adapter}/`, pathNot: "\\.(test|contract)\\.ts$|/testing/" },
        { path: `^server/(?!${adapter}/)|^lib/client/` },
      ),
    ),
    ...["host", "gateway", "http"].map((folder) =>
      never(
        `${folder}-sees-ports-only`,
        { path: `^server/${folder}/`, pathNot: "\\.(test|contract)\\.ts$|/testing/" },
        { path: "^server/(upstream|store|bus|embedded)/(?!port\\.ts$)" },
      ),
    ),
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
    },
  },
};
