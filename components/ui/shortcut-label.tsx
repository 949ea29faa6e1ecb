"use client";

import { useSyncExternalStore } from "react";
import { Kbd } from "./kbd";

const never = () => () => undefined;
const onApple = () => /Mac|iPhone|iPad/.test(navigator.userAgent);

/** The modifier of this platform with a key: "⌘ J" or "Ctrl J". */
export function ShortcutLabel({ letter }: { letter: string }) {
  const apple = useSyncExternalStore(never, onApple, () => false);
  return <Kbd>{apple ? `⌘ ${letter}` : `Ctrl ${letter}`}</Kbd>;
}
