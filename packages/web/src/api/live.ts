import { useEffect } from 'react'
import { queryClient } from './client.ts'

/** Which queries show what a message is about. */
const shownBy: Record<string, readonly string[]> = {
  event: ['events', 'capacity', 'migration', 'teaching'],
  attendance: ['attendance'],
  enrollment: ['enrollments', 'events', 'sessions', 'courses', 'decisions', 'attendance'],
  session: ['sessions', 'events', 'courses', 'decisions'],
  course: ['courses', 'sessions'],
  'session-field': ['session-fields', 'sessions'],
  account: ['accounts', 'conferencing-tools'],
  app: ['apps', 'conferencing-tools'],
  person: ['people'],
  group: ['groups'],
  domain: ['domains'],
  plan: ['plans'],
  notification: ['notifications'],
  move: ['moves', 'migration', 'accounts'],
  'api-key': ['api-keys'],
  webhook: ['webhooks', 'webhook-deliveries'],
}

/** Listens for changes while somebody is signed in, and reads again what they touch. */
export function useLive(isSignedIn: boolean): void {
  useEffect(() => {
    if (!isSignedIn) return
    const source = new EventSource('/api/v1/live')
    let wasOpen = false
    source.addEventListener('ready', () => {
      if (wasOpen) queryClient.invalidateQueries() // messages may have been missed meanwhile
      wasOpen = true
    })
    source.addEventListener('gap', () => queryClient.invalidateQueries())
    source.addEventListener('changed', ({ data }: MessageEvent<string>) => {
      const { type } = JSON.parse(data) as { type: string }
      for (const key of shownBy[type] ?? []) queryClient.invalidateQueries({ queryKey: [key] })
    })
    return () => source.close()
  }, [isSignedIn])
}
