/** Languages in which sessions are taught: the official ones of Europe, and the most spoken ones of the world. */
const codes = [
  ...[
    'ar',
    'bg',
    'bn',
    'ca',
    'cs',
    'da',
    'de',
    'el',
    'en',
    'es',
    'et',
    'eu',
    'fa',
    'fi',
    'fr',
    'ga',
    'he',
    'hi',
    'hr',
  ],
  ...[
    'hu',
    'id',
    'is',
    'it',
    'ja',
    'ko',
    'lt',
    'lv',
    'mk',
    'mt',
    'nl',
    'no',
    'pl',
    'pt',
    'ro',
    'ru',
    'sk',
    'sl',
    'sq',
  ],
  ...['sr', 'sv', 'sw', 'th', 'tr', 'uk', 'ur', 'vi', 'zh'],
] as const

/** A language as people of another language call it. */
export function languageName(code: string, reader: 'en' | 'it'): string {
  const name = new Intl.DisplayNames([reader], { type: 'language' }).of(code) ?? code
  return name.charAt(0).toLocaleUpperCase(reader) + name.slice(1)
}

/** To choose from, by name. @param known one that the platform has already, in the list or not */
export function languageChoices(
  reader: 'en' | 'it',
  known: string | null,
): { value: string; label: string }[] {
  return [...new Set([...codes, ...(known ? [known] : [])])]
    .map((code) => ({ value: code, label: languageName(code, reader) }))
    .sort((a, b) => a.label.localeCompare(b.label, reader))
}
