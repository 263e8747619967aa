import type { Schemas } from '@lectern/api-client'
import { useQuery } from '@tanstack/react-query'
import { answered, api, queryClient } from '../../../api/client.ts'
import { proven } from './proof.ts'

const securityKey = ['security'] as const

export function useSecurity() {
  return useQuery({ queryKey: securityKey, queryFn: () => answered(api.GET('/api/v1/me/security')) })
}

const refresh = () => queryClient.invalidateQueries({ queryKey: securityKey })

export async function changePassword(body: { current: string; password: string }): Promise<void> {
  await proven(() => answered(api.PUT('/api/v1/me/password', { body })))
  await refresh()
}

export const beginFactor = () => proven(() => answered(api.POST('/api/v1/me/second-factor')))

export async function confirmFactor(code: string): Promise<string[]> {
  const { recoveryCodes } = await proven(() =>
    answered(api.POST('/api/v1/me/second-factor/confirmation', { body: { code } })),
  )
  return recoveryCodes
}

export async function removeFactor(code: string): Promise<void> {
  await proven(() => answered(api.POST('/api/v1/me/second-factor/removal', { body: { code } })))
  await refresh()
}

export const refreshSecurity = refresh

/** @returns false when the person closed what the browser showed */
export async function addPasskey(name: string): Promise<boolean> {
  const { startRegistration } = await import('@simplewebauthn/browser')
  const { challengeId, options } = await proven(() => answered(api.POST('/api/v1/me/passkeys/options')))
  const answer = await startRegistration({ optionsJSON: options as never }).catch(() => undefined)
  if (!answer) return false
  const body = { challengeId, name, answer: { ...answer } }
  await proven(() => answered(api.POST('/api/v1/me/passkeys', { body })))
  await refresh()
  return true
}

/** @returns a code that is shown once */
export function makeLmsCode(): Promise<Schemas['LmsJoinCode']> {
  return proven(() => answered(api.POST('/api/v1/me/lms-code')))
}

export async function removePasskey(passkeyId: string): Promise<void> {
  await proven(() =>
    answered(api.DELETE('/api/v1/me/passkeys/{passkeyId}', { params: { path: { passkeyId } } })),
  )
  await refresh()
}

export async function endLogin(loginId: string): Promise<void> {
  await answered(api.DELETE('/api/v1/me/logins/{loginId}', { params: { path: { loginId } } }))
  await refresh()
}

export async function endOtherLogins(): Promise<void> {
  await answered(api.DELETE('/api/v1/me/logins'))
  await refresh()
}
