import { useQuery } from '@tanstack/react-query'
import { answered, api, type Me, Problem, queryClient } from '../../../api/client.ts'
import { type Language, switchLanguage } from '../../../app/i18n.ts'
import { loginKey, recentKey } from './keys.ts'

/** The signed-in person; null when nobody is. Switches the screens to the person's language. */
export function useMe() {
  return useQuery({
    queryKey: loginKey,
    staleTime: 60_000,
    queryFn: async (): Promise<Me | null> => {
      try {
        const me = await answered(api.GET('/api/v1/me'))
        await switchLanguage(me.language)
        return me
      } catch (error) {
        if (!(error instanceof Problem) || error.status !== 401) throw error
        forgetOnDevice()
        return null
      }
    },
  })
}

export function usePlatform() {
  return useQuery({
    queryKey: ['platform'],
    staleTime: Infinity,
    queryFn: () => answered(api.GET('/api/v1/platform')),
  })
}

export async function signIn(credentials: { email: string; password: string; code?: string }): Promise<void> {
  await welcome(await answered(api.POST('/api/v1/logins', { body: credentials })))
}

/** Lets the browser offer its passkeys for this domain. Nothing happens when the person closes that. */
export async function signInWithPasskey(): Promise<boolean> {
  const { startAuthentication } = await import('@simplewebauthn/browser')
  const { challengeId, options } = await answered(api.POST('/api/v1/passkey-sign-ins/options'))
  const answer = await startAuthentication({ optionsJSON: options as never }).catch(() => undefined)
  if (!answer) return false
  await welcome(
    await answered(api.POST('/api/v1/passkey-sign-ins', { body: { challengeId, answer: { ...answer } } })),
  )
  return true
}

/** The server has signed this browser in. */
export async function welcome(me: Me): Promise<void> {
  await switchLanguage(me.language)
  become(me)
}

export async function signOut(): Promise<void> {
  await answered(api.DELETE('/api/v1/logins/current'))
  become(null)
}

/** Another person must see nothing that was read for the one before. */
function become(me: Me | null): void {
  forgetOnDevice()
  queryClient.removeQueries({
    predicate: ({ queryKey }) => queryKey[0] !== loginKey[0] && queryKey[0] !== 'platform',
  })
  queryClient.setQueryData(loginKey, me)
}

/** Shows the language at once and stores it for the person. */
export async function changeLanguage(language: Language, me: Me | null | undefined): Promise<void> {
  await switchLanguage(language)
  if (!me) return
  queryClient.setQueryData(loginKey, await answered(api.PATCH('/api/v1/me', { body: { language } })))
  await queryClient.invalidateQueries() // sentences of the platform come in the person's language
}

/** What this browser keeps of a person: the copy for times without a connection (only secure pages have one), and what was opened last. */
function forgetOnDevice(): void {
  localStorage.removeItem(recentKey)
  void globalThis.caches?.delete('lectern-agenda')
}
