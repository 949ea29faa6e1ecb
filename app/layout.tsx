import { GeistMono } from "geist/font/mono";
import { GeistSans } from "geist/font/sans";
import type { Metadata, Viewport } from "next";
import { headers } from "next/headers";
import type { ReactNode } from "react";
import { ClientProvider } from "../components/session/client-provider";
import { THEME_SCRIPT } from "../lib/client/theme";
import "./globals.css";

export const metadata: Metadata = {
  title: "Longwire",
  description:
    "A chat whose tools run in your page. Files stay in the tab; the model gets the names of columns and results.",
  referrer: "no-referrer",
};

export const viewport: Viewport = {
  width: "device-width",
  initialScale: 1,
  viewportFit: "cover",
  interactiveWidget: "resizes-content",
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#fbfaf8" },
    { media: "(prefers-color-scheme: dark)", color: "#161412" },
  ],
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  const asked = await headers();
  const nonce = asked.get("x-nonce") ?? undefined;
  const faults = asked.get("x-faults") === "on" ? "on" : undefined;
  return (
    <html lang="en" className={`${GeistSans.variable} ${GeistMono.variable}`} suppressHydrationWarning>
      <head>
        <script nonce={nonce} suppressHydrationWarning>
          {THEME_SCRIPT}
        </script>
      </head>
      <body data-faults={faults}>
        <ClientProvider>{children}</ClientProvider>
      </body>
    </html>
  );
}
