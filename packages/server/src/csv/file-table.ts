/** A table for spreadsheets, whatever kind of file it becomes. */
export interface FileTable {
  readonly heading: readonly string[]
  readonly rows: readonly (readonly (string | number | null)[])[]
}
