/**
 * A text that somebody outside wrote, as it can be kept: without characters that no database takes, and no longer than
 * a limit. What is longer is cut between characters.
 *
 * @param max in UTF-16 units
 */
export function outsideText(text: string, max: number): string {
  const plain = text.replaceAll('\u0000', '').toWellFormed().trim()
  return plain.length > max
    ? plain
        .slice(0, max)
        .toWellFormed()
        .replace(/\ufffd$/, '')
    : plain
}
