import i18next from 'i18next'
import { initReactI18next, useTranslation } from 'react-i18next'
import type { TextKey } from '../texts/en.ts'

export type Language = 'en' | 'it'
const STORED = 'lectern-language'

const load = {
  en: async () => (await import('../texts/en.ts')).en,
  it: async () => (await import('../texts/it.ts')).it,
}

/** The language before anybody has signed in: chosen here earlier, or the browser's. */
function firstLanguage(): Language {
  const stored = localStorage.getItem(STORED)
  if (stored === 'en' || stored === 'it') return stored
  return navigator.language.toLowerCase().startsWith('it') ? 'it' : 'en'
}

export async function startTexts(): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: firstLanguage(),
    fallbackLng: false,
    keySeparator: false,
    nsSeparator: false,
    interpolation: { escapeValue: false }, // React escapes
    resources: {},
  })
  await switchLanguage(firstLanguage())
}

/** Switches the screens; only the texts of the language in use are loaded. */
export async function switchLanguage(language: Language): Promise<void> {
  if (!i18next.hasResourceBundle(language, 'translation')) {
    i18next.addResourceBundle(language, 'translation', await load[language]())
  }
  await i18next.changeLanguage(language)
  localStorage.setItem(STORED, language)
  document.documentElement.lang = language
}

export type Translate = (key: TextKey | PluralKey, values?: Record<string, string | number>) => string
type PluralKey = 'course.sessionCount' | 'session.eventCount'

/** The texts of the present language. */
export function useTexts(): { t: Translate; language: Language } {
  const { t, i18n } = useTranslation()
  return {
    t: (key, values) => String(t(key, values as never)),
    language: i18n.language === 'it' ? 'it' : 'en',
  }
}
