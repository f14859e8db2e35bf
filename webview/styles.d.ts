/** Bundled beside the script; see the build of the extension. */
declare module '*.css';
