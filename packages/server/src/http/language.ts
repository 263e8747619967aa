import { preferredLanguage as firstOfOurs, type Language } from '@lectern/texts'

/**
 * The first language that a browser asks for, of those that are offered.
 *
 * @param offered left out = all that the program speaks
 */
export function preferredLanguage(
  acceptLanguage: string | undefined,
  fallback: Language,
  offered?: readonly Language[],
): Language {
  const wishes = (acceptLanguage ?? '')
    .split(',')
    .map((part) => {
      const [tag = '', ...options] = part.split(';')
      const quality = options.map((option) => /^\s*q=([\d.]+)/i.exec(option)?.[1]).find(Boolean)
      return { tag, quality: Number(quality ?? 1) }
    })
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality)
  return (
    firstOfOurs(
      wishes.map(({ tag }) => tag),
      offered,
    ) ?? fallback
  )
}
