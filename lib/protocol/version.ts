/** Bumped when a page of the old version could misread a frame. A test holds the hash of the schemas. */
export const PROTOCOL_VERSION = 3;
