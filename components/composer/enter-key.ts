export type EnterPress = {
  key: string;
  shiftKey: boolean;
  altKey: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
  isComposing: boolean;
  /** 229 while an input method has the key, also where `isComposing` is already false (Safari). */
  keyCode: number;
};

/** `now`: into the turn that runs, without waiting for its end. */
export type Gesture = "send" | "now";

/**
 * Enter sends with a hardware keyboard; with a software keyboard it always adds a line. With Ctrl or the
 * command key it sends now, on any keyboard that has them.
 */
export function gestureOf(press: EnterPress, touch: boolean): Gesture | null {
  if (press.key !== "Enter" || press.shiftKey || press.altKey) return null;
  if (press.isComposing || press.keyCode === 229) return null;
  if (press.ctrlKey || press.metaKey) return "now";
  return touch ? null : "send";
}
