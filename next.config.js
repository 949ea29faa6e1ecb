/** @type {import("next").NextConfig} */
export default {
  poweredByHeader: false,
  reactStrictMode: true,
  devIndicators: false,
  // No address of this server fetches another one's pictures.
  images: { unoptimized: true },
  // The server picks by name, and hot reload asks for each of its own.
  allowedDevOrigins: ["localhost", "127.0.0.1"],
};
