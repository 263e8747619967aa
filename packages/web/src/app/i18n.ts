import i18next from 'i18next'
import { useSyncExternalStore } from 'react'
import type { adminEn } from '../texts/admin.en.ts'
import type { bulkEn } from '../texts/bulk.en.ts'
import type { calendarEn } from '../texts/calendar.en.ts'
import type { en } from '../texts/en.ts'
import type { enrollingEn } from '../texts/enrolling.en.ts'
import type { learningEn } from '../texts/learning.en.ts'
import type { lifecycleEn } from '../texts/lifecycle.en.ts'
import type { noticesEn } from '../texts/notices.en.ts'
import type { personalEn } from '../texts/personal.en.ts'
import type { planningEn } from '../texts/planning.en.ts'
import type { programsEn } from '../texts/programs.en.ts'
import type { teachingEn } from '../texts/teaching.en.ts'
import type { trainingEn } from '../texts/training.en.ts'

export type Language = 'en' | 'it'
const STORED = 'lectern-language'

type Bundle = Readonly<Record<string, string>>
type BundleName =
  | 'everybody'
  | 'calendar'
  | 'bulk'
  | 'enrolling'
  | 'learning'
  | 'notices'
  | 'lifecycle'
  | 'personal'
  | 'planning'
  | 'training'
  | 'admin'
  | 'programs'
  | 'teaching'
const load: Record<BundleName, Record<Language, () => Promise<Bundle>>> = {
  everybody: {
    en: async () => (await import('../texts/en.ts')).en,
    it: async () => (await import('../texts/it.ts')).it,
  },
  bulk: {
    en: async () => (await import('../texts/bulk.en.ts')).bulkEn,
    it: async () => (await import('../texts/bulk.it.ts')).bulkIt,
  },
  planning: {
    en: async () => (await import('../texts/planning.en.ts')).planningEn,
    it: async () => (await import('../texts/planning.it.ts')).planningIt,
  },
  enrolling: {
    en: async () => (await import('../texts/enrolling.en.ts')).enrollingEn,
    it: async () => (await import('../texts/enrolling.it.ts')).enrollingIt,
  },
  learning: {
    en: async () => (await import('../texts/learning.en.ts')).learningEn,
    it: async () => (await import('../texts/learning.it.ts')).learningIt,
  },
  lifecycle: {
    en: async () => (await import('../texts/lifecycle.en.ts')).lifecycleEn,
    it: async () => (await import('../texts/lifecycle.it.ts')).lifecycleIt,
  },
  training: {
    en: async () => (await import('../texts/training.en.ts')).trainingEn,
    it: async () => (await import('../texts/training.it.ts')).trainingIt,
  },
  calendar: {
    en: async () => (await import('../texts/calendar.en.ts')).calendarEn,
    it: async () => (await import('../texts/calendar.it.ts')).calendarIt,
  },
  notices: {
    en: async () => (await import('../texts/notices.en.ts')).noticesEn,
    it: async () => (await import('../texts/notices.it.ts')).noticesIt,
  },
  personal: {
    en: async () => (await import('../texts/personal.en.ts')).personalEn,
    it: async () => (await import('../texts/personal.it.ts')).personalIt,
  },
  teaching: {
    en: async () => (await import('../texts/teaching.en.ts')).teachingEn,
    it: async () => (await import('../texts/teaching.it.ts')).teachingIt,
  },
  admin: {
    en: async () => (await import('../texts/admin.en.ts')).adminEn,
    it: async () => (await import('../texts/admin.it.ts')).adminIt,
  },
  programs: {
    en: async () => (await import('../texts/programs.en.ts')).programsEn,
    it: async () => (await import('../texts/programs.it.ts')).programsIt,
  },
}
/** What is on the screens so far; loaded for a new language too. */
const wanted = new Set<BundleName>(['everybody'])
const loaded = new Set<string>()

/** The language before anybody has signed in: chosen here earlier, or the browser's. */
function firstLanguage(): Language {
  const stored = localStorage.getItem(STORED)
  if (stored === 'en' || stored === 'it') return stored
  return navigator.language.toLowerCase().startsWith('it') ? 'it' : 'en'
}

export async function startTexts(): Promise<void> {
  await i18next.init({
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
  await loadTexts(language)
  await i18next.changeLanguage(language)
  localStorage.setItem(STORED, language)
  document.documentElement.lang = language
}

/** A page that not everybody opens comes with its words. */
export async function withTexts<T>(bundles: readonly BundleName[], page: Promise<T>): Promise<T> {
  for (const bundle of bundles) wanted.add(bundle)
  const [loadedPage] = await Promise.all([page, loadTexts(languageNow())])
  return loadedPage
}

async function loadTexts(language: Language): Promise<void> {
  const missing = [...wanted].filter((name) => !loaded.has(`${name} ${language}`))
  await Promise.all(
    missing.map(async (name) => {
      i18next.addResourceBundle(language, 'translation', await load[name][language](), true)
      loaded.add(`${name} ${language}`)
    }),
  )
}

type TextKey =
  | keyof typeof en
  | keyof typeof noticesEn
  | keyof typeof personalEn
  | keyof typeof adminEn
  | keyof typeof bulkEn
  | Exclude<keyof typeof learningEn, `${string}_${'one' | 'other'}`>
  | Exclude<keyof typeof enrollingEn, `${string}_${'one' | 'other'}`>
  | Exclude<keyof typeof lifecycleEn, `${string}_${'one' | 'other'}`>
  | keyof typeof trainingEn
  | keyof typeof programsEn
  | keyof typeof teachingEn
  | keyof typeof calendarEn
  | Exclude<keyof typeof planningEn, `${string}_${'one' | 'other'}`>
export type Translate = (key: TextKey | PluralKey, values?: Record<string, string | number>) => string
type PluralKey =
  | `preview.${'mail' | 'mailCalendar' | 'untold' | 'notPlaced'}`
  | `preview.room.${'created' | 'changed' | 'made-anew' | 'deleted'}`
  | `preview.place.${'promoted' | 'offered' | 'enrolled' | 'moved' | 'waiting' | 'requested' | 'removed'}`
  | `decision.${'open' | 'warned'}`
  | 'course.sessionCount'
  | 'session.eventCount'
  | 'catalogue.left'
  | 'enrolling.selected'
  | 'enrolling.members'
  | `enrolling.change.${'approve' | 'remove' | 'move'}`

const texts: Record<Language, { t: Translate; language: Language }> = {
  en: { t: (key, values) => i18next.t(key, { lng: 'en', ...values }), language: 'en' },
  it: { t: (key, values) => i18next.t(key, { lng: 'it', ...values }), language: 'it' },
}

/** Whether there is a text for a key that comes from the platform. */
export function isText(key: string): key is TextKey {
  return i18next.exists(key)
}

/** The texts of the present language. */
export function useTexts(): { t: Translate; language: Language } {
  return texts[useSyncExternalStore(onLanguageChanged, languageNow)]
}

function onLanguageChanged(listener: () => void): () => void {
  i18next.on('languageChanged', listener)
  return () => i18next.off('languageChanged', listener)
}

function languageNow(): Language {
  return i18next.language === 'it' ? 'it' : 'en'
}
