import { SessionApp } from "../components/session/session-app";

export default function NewSessionPage() {
  return <SessionApp />;
}
