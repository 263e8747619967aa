/** A first sign by which a spreadsheet takes a cell for a formula, behind any marks that say that it is none. */
const FORMULA = /^'*[=+\-@\t\r＝＋－＠]/
/** The same on a cell that is marked. */
const MARKED = /^'+[=+\-@\t\r＝＋－＠]/

/**
 * A text as a cell that no spreadsheet takes for a formula: marked with an apostrophe, which {@link readCell} takes off,
 * and without spaces around it, which could not be told from a mark's once it is read.
 */
export function writeCell(given: string): string {
  const text = given.trim()
  return FORMULA.test(text) ? `'${text}` : text
}

/** The text of a cell, without spaces around it and without the mark of {@link writeCell}. */
export function readCell(cell: string): string {
  const text = cell.trim()
  return MARKED.test(text) ? text.slice(1).trim() : text
}

/** Whether a cell that was read says what is there already: a table keeps no spaces around a text. */
export function isSameText(known: string, cell: string): boolean {
  return readCell(writeCell(known)) === cell
}
