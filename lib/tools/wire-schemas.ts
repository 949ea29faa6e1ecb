import type { questionSchema } from "../protocol/question";
import type { artifactSchema } from "../protocol/tool";

type WireSchemas = { questionSchema: typeof questionSchema; artifactSchema: typeof artifactSchema };

let loading: Promise<WireSchemas> | null = null;

/**
 * The schemas of what a tool hands over. They come when the first tool needs them, so that the page's first load is
 * small; kept, because every `import()` costs a tour through the loader, also of what is loaded. After a failure the
 * next one asks again.
 */
export function loadWireSchemas(): Promise<WireSchemas> {
  loading ??= load().catch((error: unknown) => {
    loading = null;
    throw error;
  });
  return loading;
}

async function load(): Promise<WireSchemas> {
  const [{ questionSchema }, { artifactSchema }] = await Promise.all([
    import("../protocol/question"),
    import("../protocol/tool"),
  ]);
  return { questionSchema, artifactSchema };
}
