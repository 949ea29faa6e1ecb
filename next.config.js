/** @type {import("next").NextConfig} */
export default {
  poweredByHeader: false,
  reactStrictMode: true,
  devIndicators: false,
  // No address of this server fetches another one's pictures.
  images: { unoptimized: true },
  // Next checks the origin of hot reload once more, after the server has.
  allowedDevOrigins: ["localhost", "127.0.0.1"],
};
