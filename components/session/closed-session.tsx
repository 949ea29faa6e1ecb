import type { ReactNode } from "react";

type ClosedSessionProps = {
  title: string;
  /** `h1` where it stands alone on the page. */
  heading?: "h1" | "h2";
  children: ReactNode;
};

/** Stands where a conversation would, when there is none to show. */
export function ClosedSession({ title, heading: Heading = "h2", children }: ClosedSessionProps) {
  return (
    <div className="m-auto flex max-w-[360px] flex-col items-start gap-3 p-6">
      <Heading className="text-read font-semibold">{title}</Heading>
      {children}
    </div>
  );
}
