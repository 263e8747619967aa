/** Shorter ones stand in words by chance. */
const SHORTEST = 8

/** What people’s addresses, links that lead further than to a host, and keys look like, whoever they belong to. */
const LIKE_SECRETS = [
  /[\w.+-]+@[\w-]+\.[\w.-]+/g,
  /\b(?:https?|webcal|postgres(?:ql)?|smtps?):\/\/[^\s"/\\]+\/[^\s"…\\][^\s"\\]*/g,
  /\bBearer [\w.-]{8,}/g,
]

/**
 * @param text lines of a log
 * @param known secrets that were made
 * @returns the lines, cut, that hold one of them or what looks like one
 */
export function findSecrets(text: string, known: Iterable<string>): string[] {
  const found = LIKE_SECRETS.flatMap((like) => [...text.matchAll(like)].map(({ index }) => index))
  for (const secret of known) {
    // As it stands in a text of JSON.
    const at = secret.length < SHORTEST ? -1 : text.indexOf(JSON.stringify(secret).slice(1, -1))
    if (at >= 0) found.push(at)
  }
  return found.slice(0, 5).map((at) => `…${text.slice(Math.max(0, at - 80), at + 120)}…`)
}
