import { type Language, languages } from '../domain/message.ts'

/** The first of our languages that a browser asks for, or the platform's. */
export function preferredLanguage(acceptLanguage: string | undefined, fallback: Language): Language {
  const wishes = (acceptLanguage ?? '')
    .split(',')
    .map((part) => {
      const [tag = '', ...options] = part.trim().toLowerCase().split(';')
      const quality = options.map((option) => /^\s*q=([\d.]+)/.exec(option)?.[1]).find(Boolean)
      return { language: tag.split('-')[0], quality: Number(quality ?? 1) }
    })
    .sort((a, b) => b.quality - a.quality)
  for (const wish of wishes) {
    const ours = languages.find((language) => language === wish.language)
    if (ours && wish.quality > 0) return ours
  }
  return fallback
}
