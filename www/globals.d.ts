declare module "*.css" {
  const text: string;
  export default text;
}

/** A file beside the bundle; the text is where it lies from there. */
declare module "*.bin" {
  const path: string;
  export default path;
}
