import { languages } from '@lectern/texts'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { startTexts, switchLanguage, textsNow, withTexts } from './i18n.ts'

const page = { lang: '', dir: '' }

/** A browser with what it kept and what it speaks, best first. */
function browser(kept: string | null, speaks: readonly string[]): void {
  vi.stubGlobal('localStorage', { getItem: () => kept, setItem: () => {} })
  vi.stubGlobal('navigator', { languages: speaks })
  vi.stubGlobal('document', { documentElement: page })
}

describe('the texts', () => {
  beforeAll(() => {
    browser(null, [])
    return () => vi.unstubAllGlobals()
  })

  it.each([
    ['it', ['en-GB'], 'it'],
    [null, ['it-CH', 'en'], 'it'],
    [null, ['xx', 'it'], 'it'],
    [null, ['xx'], 'en'],
    ['xx', ['en-US'], 'en'],
  ])(
    'are in the language that was kept or that the browser speaks: %s, %s → %s',
    async (kept, speaks, language) => {
      browser(kept, speaks)
      await startTexts()
      expect(textsNow().language).toBe(language)
      expect(page).toEqual({ lang: language, dir: 'ltr' })
    },
  )

  it('are in the language that was asked for last, whichever comes first', async () => {
    browser('en', [])
    vi.resetModules()
    const fresh = await import('./i18n.ts')
    await fresh.startTexts()
    await Promise.all([fresh.switchLanguage('de'), fresh.switchLanguage('en')])
    expect(fresh.textsNow().language).toBe('en')
  })

  it.each(languages)('show names of others as they are: %s', async (language) => {
    await switchLanguage(language)
    await withTexts(['admin'], Promise.resolve())
    for (const name of [
      '<b>Ada</b>',
      '{name}',
      '{count, plural, other {#}}',
      "L'Aquila 'n' '{Roma}'",
      '’’',
      '$1 $& %s #',
      'constructor',
    ])
      expect(textsNow().t('people.deactivateTitle', { name })).toContain(name)
  })

  it.each(languages)('choose by what has hyphens, and show what they do not know: %s', async (language) => {
    await switchLanguage(language)
    await withTexts(['teaching'], Promise.resolve())
    const { t } = textsNow()
    const [known, unknown] = [t('sheet.statusName', { status: 'not-set' }), 'asleep' as 'absent']
    expect(known).not.toMatch(/not.set/)
    expect(t('sheet.statusName', { status: unknown })).toBe('asleep')
  })

  it('have numbers and plurals of the language', async () => {
    await switchLanguage('en')
    const { t } = textsNow()
    expect(t('nav.bell', { unread: 12_345 })).toBe('Notifications, unread: 12,345')
    await withTexts(['planning'], Promise.resolve())
    expect([0, 1, 2].map((count) => t('session.eventCount', { count }))).toEqual([
      '0 events',
      '1 event',
      '2 events',
    ])
    await switchLanguage('it')
    expect(textsNow().t('nav.bell', { unread: 12_345 })).toBe('Notifiche, da leggere: 12.345')
  })
})
