import { preferredLanguage as firstOfOurs, type Language } from '@lectern/texts'

/** The first of our languages that a browser asks for, or the platform's. */
export function preferredLanguage(acceptLanguage: string | undefined, fallback: Language): Language {
  const wishes = (acceptLanguage ?? '')
    .split(',')
    .map((part) => {
      const [tag = '', ...options] = part.split(';')
      const quality = options.map((option) => /^\s*q=([\d.]+)/i.exec(option)?.[1]).find(Boolean)
      return { tag, quality: Number(quality ?? 1) }
    })
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality)
  return firstOfOurs(wishes.map(({ tag }) => tag)) ?? fallback
}
