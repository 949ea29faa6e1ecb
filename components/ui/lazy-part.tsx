import type { ComponentType } from "react";
import { lazy, Suspense } from "react";
import { Notice } from "./notice";

const RELOAD = "A part of this page could not be loaded. Reload the page.";

function NotLoaded() {
  return (
    <Notice tone="bad" role="alert">
      {RELOAD}
    </Notice>
  );
}

/**
 * A component whose code is loaded when it is first shown. Where that fails, as in a page that is older than the
 * server, it says so in its own place, and the rest of the page goes on.
 */
export function lazyPart<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
): ComponentType<Props> {
  const Part = lazy<ComponentType<Props>>(() =>
    load().then(
      (part) => ({ default: part }),
      () => ({ default: NotLoaded }),
    ),
  );
  return function LazyPart(props: Props) {
    return (
      <Suspense fallback={null}>
        <Part {...props} />
      </Suspense>
    );
  };
}
