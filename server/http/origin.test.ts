import { describe, expect, test } from "vitest";
import { allowsHost, allowsOrigin, siteOf, socketOrigin } from "./origin";

const local = siteOf({ publicOrigin: null, port: 3000, ownAddresses: [] });
const published = siteOf({
  publicOrigin: "https://chat.example.com",
  port: 3000,
  ownAddresses: ["10.0.0.9"],
});
const network = siteOf({ publicOrigin: null, port: 3000, ownAddresses: ["10.0.0.9", "fd00::9"] });

describe("[S1] origins match exactly", () => {
  test.each(["http://localhost:3000", "http://127.0.0.1:3000", "http://[::1]:3000"])(
    "%s may use a local server under each of its names",
    (origin) => {
      for (const host of ["localhost:3000", "127.0.0.1:3000", "[::1]:3000"]) {
        expect(allowsOrigin(local, { origin, host })).toBe(true);
      }
    },
  );
  test.each([
    undefined,
    "null",
    "",
    "http://evil.example",
    "http://localhost",
    "http://localhost:3001",
    "https://localhost:3000",
    "http://app.localhost:3000",
    "http://localhost:3000.evil.example",
    "http://localhost:3000/",
    "HTTP://LOCALHOST:3000",
    "http://127.0.0.1:3000, http://evil.example",
    "http://10.0.0.9:3000",
  ])("%s may not use a local server", (origin) => {
    expect(allowsOrigin(local, { origin, host: "localhost:3000" })).toBe(false);
  });
  test.each([
    "https://sub.chat.example.com",
    "https://example.com",
    "http://chat.example.com",
    "https://chat.example.com:8443",
    "https://chat.example.com.evil.example",
    "http://10.0.0.9:3000",
  ])("%s may not use a published server", (origin) => {
    expect(allowsOrigin(published, { origin, host: "chat.example.com" })).toBe(false);
  });
  test("a proxy may keep or replace the outside name", () => {
    const origin = "https://chat.example.com";
    expect(allowsOrigin(published, { origin, host: "chat.example.com" })).toBe(true);
    expect(allowsOrigin(published, { origin, host: "127.0.0.1:3000" })).toBe(true);
  });
  test("a page on the visitor's own machine may not use the outside address", () => {
    expect(allowsOrigin(published, { origin: "http://localhost:3000", host: "chat.example.com" })).toBe(
      false,
    );
  });
  test("without a public origin the bound addresses count", () => {
    expect(allowsOrigin(network, { origin: "http://10.0.0.9:3000", host: "10.0.0.9:3000" })).toBe(true);
    expect(allowsOrigin(network, { origin: "http://[fd00::9]:3000", host: "[fd00::9]:3000" })).toBe(true);
  });
});

describe("[S2] hosts are on a list, also on the loopback", () => {
  test.each(["localhost:3000", "LOCALHOST:3000", "127.0.0.1:3000", "[::1]:3000"])("%s is known", (host) => {
    expect(allowsHost(local, host)).toBe(true);
  });
  test.each([
    undefined,
    "",
    "localhost",
    "localhost:80",
    "evil.example:3000",
    "127.0.0.1.nip.io:3000",
    "10.0.0.9:3000",
  ])("%s is unknown", (host) => {
    expect(allowsHost(local, host)).toBe(false);
  });
  test("a default port may be written or left out", () => {
    expect(allowsHost(published, "chat.example.com")).toBe(true);
    expect(allowsHost(published, "chat.example.com:443")).toBe(true);
    expect(allowsHost(published, "chat.example.com:80")).toBe(false);
    const plain = siteOf({ publicOrigin: null, port: 80, ownAddresses: [] });
    expect(allowsHost(plain, "localhost")).toBe(true);
  });
});

test("the socket's address follows the page's", () => {
  expect(socketOrigin(local, "127.0.0.1:3000")).toBe("ws://127.0.0.1:3000");
  expect(socketOrigin(published, "chat.example.com")).toBe("wss://chat.example.com");
});
