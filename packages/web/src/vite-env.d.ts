/// <reference types="vite/client" />

/** The texts of all languages (`texts-plugin.ts`). */
declare module 'virtual:texts' {
  import type { ParsedText } from '@lectern/texts'
  /** The shelf of a topic. */
  export const shelves: Readonly<Record<string, string>>
  /** Loads what stands on `<language>/<shelf>`. */
  export const files: Readonly<Record<string, () => Promise<Readonly<Record<string, ParsedText>>>>>
}
