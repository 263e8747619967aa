import { answered, api } from '../../../api/client.ts'
import { welcome } from './queries.ts'

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
