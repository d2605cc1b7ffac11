/** Made by tools/english.ts: loaders of the English words by room; none in development, where they stand in place. */
declare module "virtual:english" {
  export const rooms: Readonly<Record<string, () => Promise<unknown>>>;
}
