import type { Metadata } from "next";
import { SharedView } from "../../../components/session/shared-view";

export const metadata: Metadata = {
  title: "Shared session · Longwire",
  robots: { index: false, follow: false },
  referrer: "no-referrer",
};

export default async function SharePage({ params }: { params: Promise<{ shareId: string }> }) {
  const { shareId } = await params;
  return <SharedView shareId={shareId} />;
}
