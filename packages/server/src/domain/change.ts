/** The fields of a change that were sent: what is left out stays as it is. */
export function definedOnly<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  // biome-ignore lint/plugin: what Object.entries takes apart has lost its types
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as never
}
