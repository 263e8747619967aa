import { isLanguage, languages } from '@lectern/texts'
import { useQuery } from '@tanstack/react-query'
import { answered, api, type Me, Problem, queryClient } from '../../../api/client.ts'
import { keepUnder, keptUnder } from '../../../api/storage.ts'
import { type Language, switchLanguage } from '../../../app/i18n.ts'
import { meAtStart } from '../../../app/me-start.ts'
import { type Brand, platformAtStart, wearBrand } from '../../../app/platform-start.ts'
import { browserZone } from '../../../ui/zones.ts'
import { chosenKey, loginKey, marksKey, platformKey, presenceKey, recentKey } from './keys.ts'

/** The signed-in person; null when nobody is. Switches the screens to the person's language. */
export function useMe() {
  return useQuery({
    queryKey: loginKey,
    staleTime: 60_000,
    // Whoever chose a language on the way in has it stored first.
    initialData: () => (keptUnder(chosenKey, 'sessionStorage') ? undefined : meAtStart()),
    queryFn: async (): Promise<Me | null> => {
      try {
        const began = choices
        const me = await settle(await answered(api.GET('/api/v1/me')))
        // Somebody else signed in elsewhere in this browser.
        const before = queryClient.getQueryData<Me | null>(loginKey)
        if (before !== undefined && before?.id !== me.id) forgetOthers(me)
        // Whoever chose another language meanwhile sees that one: this answer is older.
        if (choices === began) await switchLanguage(me.language)
        return me
      } catch (error) {
        if (!(error instanceof Problem) || error.status !== 401) throw error
        forgetOnDevice(() => true) // a login that ended: what is not sent yet goes once they are back
        return null
      }
    },
  })
}

/** The platform: what it looks like, its zone, languages and first day of the week, and the ways to sign in. */
export function usePlatform() {
  return useQuery({
    queryKey: platformKey,
    staleTime: Infinity,
    queryFn: async () => {
      const platform = await answered(api.GET('/api/v1/platform'))
      wearBrand(platform)
      return platform
    },
    // It stands in the page already.
    initialData: () => {
      const { identityProviders, ...start } = platformAtStart() ?? {}
      return identityProviders && ({ ...start, identityProviders } as Brand)
    },
    placeholderData: () => {
      const start = platformAtStart()
      return start && { ...start, identityProviders: [] }
    },
  })
}

/** With which day weeks begin on this platform: 1 = Monday … 7 = Sunday. */
export function useFirstDay(): number {
  return usePlatform().data?.firstDayOfWeek ?? 1
}

/** The languages that the platform offers, in order. */
export function useLanguages(): readonly Language[] {
  return usePlatform().data?.languages ?? languages
}

/** The server has signed this browser in. */
export async function welcome(signedIn: Me): Promise<void> {
  const me = await settle(signedIn)
  await switchLanguage(me.language)
  become(me)
}

export async function signOut(): Promise<void> {
  await answered(api.DELETE('/api/v1/logins/current'))
  become(null)
}

function become(me: Me | null): void {
  forgetOthers(me)
  queryClient.setQueryData(loginKey, me)
}

/** Another person must see nothing that was read for the one before. */
function forgetOthers(me: Me | null): void {
  forgetOnDevice((personId) => personId === me?.id)
  queryClient.removeQueries({
    predicate: ({ queryKey }) => queryKey[0] !== loginKey[0] && queryKey[0] !== 'platform',
  })
}

/** How often a language was chosen on this page. */
let choices = 0

/** Shows the language at once and stores it for the person; for nobody yet, for whoever signs in here next. */
export async function changeLanguage(language: Language, me: Me | null | undefined): Promise<void> {
  choices++
  if (!me) keepUnder(chosenKey, language, 'sessionStorage')
  await switchLanguage(language)
  if (!me) return
  await queryClient.cancelQueries({ queryKey: loginKey }) // an older answer must not come after this one
  queryClient.setQueryData(loginKey, await answered(api.PATCH('/api/v1/me', { body: { language } })))
  await queryClient.invalidateQueries() // sentences of the platform come in the person's language
}

/** Whose browser's zone was told on this page: one that the platform does not know is not told again and again. */
let toldZoneOf = ''

/**
 * Who chose a language on the way in wants to read it inside too: it becomes the person's own. So does the zone of the
 * browser in which somebody is here for the first time.
 */
async function settle(me: Me): Promise<Me> {
  const chosen = keptUnder(chosenKey, 'sessionStorage')
  keepUnder(chosenKey, null, 'sessionStorage')
  const language = isLanguage(chosen) && chosen !== me.language ? chosen : undefined
  const isZoneAsked = me.takesBrowserTimeZone && toldZoneOf !== me.id
  const browserTimeZone = isZoneAsked ? browserZone() : undefined
  if (!language && !browserTimeZone) return me
  toldZoneOf = me.id
  return answered(
    api.PATCH('/api/v1/me', {
      body: { ...(language ? { language } : {}), ...(browserTimeZone ? { browserTimeZone } : {}) },
    }),
  )
}

/**
 * What this browser keeps of a person: the copy for times without a connection (only secure pages have one), and what was
 * opened last.
 *
 * @param isSentLater whose marks and answers stay until they are sent
 */
function forgetOnDevice(isSentLater: (personId: string) => boolean): void {
  keepUnder(recentKey, null)
  for (const key of [presenceKey, marksKey]) if (!isSentLater(ownerOf(keptUnder(key)))) keepUnder(key, null)
  globalThis.caches?.delete('lectern-agenda').catch(() => {}) // such as where nothing is kept
}

function ownerOf(kept: string | null): string {
  try {
    return (JSON.parse(kept ?? '{}') as { personId?: string }).personId ?? '' // ours, or nothing of use
  } catch {
    return ''
  }
}
