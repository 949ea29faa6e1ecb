export type EnterPress = {
  key: string;
  shiftKey: boolean;
  altKey: boolean;
  isComposing: boolean;
  /** 229 while an input method has the key, also where `isComposing` is already false (Safari). */
  keyCode: number;
};

/** Enter sends with a hardware keyboard; with a software keyboard it always adds a line. */
export function enterSends(press: EnterPress, touch: boolean): boolean {
  if (press.key !== "Enter" || press.shiftKey || press.altKey) return false;
  if (press.isComposing || press.keyCode === 229) return false;
  return !touch;
}
