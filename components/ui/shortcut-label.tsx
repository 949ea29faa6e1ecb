"use client";

import { useSyncExternalStore } from "react";
import { Kbd } from "./kbd";

const never = () => () => undefined;
const onApple = () => /Mac|iPhone|iPad/.test(navigator.userAgent);

/** The modifier key of this platform as it is written on it. */
export const useModifier = (): "⌘" | "Ctrl" =>
  useSyncExternalStore(never, onApple, () => false) ? "⌘" : "Ctrl";

/** The modifier of this platform with a key: "⌘ J" or "Ctrl J". */
export function ShortcutLabel({ letter }: { letter: string }) {
  const modifier = useModifier();
  return <Kbd>{`${modifier} ${letter}`}</Kbd>;
}
