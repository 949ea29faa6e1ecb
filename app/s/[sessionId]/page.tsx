import type { Metadata } from "next";
import { SessionApp } from "../../../components/session/session-app";

export const metadata: Metadata = { robots: { index: false, follow: false } };

export default function SessionPage() {
  return <SessionApp />;
}
