/** The only place in DuckDB's file system that SQL may open. A file lies there while it is being imported. */
export const IMPORT_DIRECTORY = "import/";

/**
 * Run once after the start, in this order: the directory must be named before external access is switched off,
 * and nothing can be changed after the last line. The worker's own Content-Security-Policy is the outer fence.
 */
export const FENCE: readonly string[] = [
  `set allowed_directories = ['${IMPORT_DIRECTORY}']`,
  "set autoinstall_known_extensions = false",
  "set autoload_known_extensions = false",
  "set enable_external_access = false",
  "set lock_configuration = true",
];
