import type { Language } from '@lectern/texts'
import { byName, languageTitle } from '../../../ui/formats.ts'

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

/** To choose from, by name. @param known one that the platform has already, in the list or not */
export function languageChoices(reader: Language, known: string | null): { value: string; label: string }[] {
  return [...new Set([...codes, ...(known ? [known] : [])])]
    .map((code) => ({ value: code, label: languageTitle(code, reader) }))
    .sort(byName(reader, ({ label }) => label))
}
