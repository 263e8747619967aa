import type { Schemas } from '@lectern/api-client'
import { useQuery } from '@tanstack/react-query'
import { answered, api, queryClient } from '../../../api/client.ts'
import { serverNow } from '../../../api/clock.ts'

export type EventPresence = Schemas['EventPresence']
export type PresenceCheck = Schemas['PresenceCheck']
export type PresenceAnswer = Schemas['PresenceAnswer']
export type OwnPresence = Schemas['OwnPresence']
export type AskPresence = Schemas['AskPresence']

/** Answers come without a message: two hundred at once are none. */
const LIVE_MS = 5_000
const QUIET_MS = 30_000
const presenceKey = (eventId: string) => ['attendance', 'presence', eventId] as const
export const ownPresenceKey = (eventId: string) => ['attendance', 'own', eventId, 'presence'] as const
const path = (eventId: string) => ({ params: { path: { eventId } } })

/** Its time has come, and what proves that one was asked has not yet. */
const isBeingOpened = ({ way, proof, answer, state, opensAt, closesAt }: OwnPresence['checks'][number]) =>
  way === 'button' &&
  !proof &&
  !answer &&
  state !== 'withdrawn' &&
  Date.parse(opensAt) <= serverNow() &&
  serverNow() < Date.parse(closesAt)

const isOver = ({ endsAt }: { endsAt: string }) => Date.parse(endsAt) < serverNow()

export function usePresence(eventId: string) {
  return useQuery({
    queryKey: presenceKey(eventId),
    queryFn: () => answered(api.GET('/api/v1/events/{eventId}/presence', path(eventId))),
    refetchInterval: ({ state }) => (state.data && isOver(state.data) ? QUIET_MS : LIVE_MS),
  })
}

/** What one is asked; a message says when it is something new, and a phone that missed it asks by itself. */
export function useOwnPresence(eventId: string) {
  return useQuery({
    queryKey: ownPresenceKey(eventId),
    queryFn: () => answered(api.GET('/api/v1/events/{eventId}/my-presence', path(eventId))),
    refetchInterval: ({ state }) => (state.data?.checks.some(isBeingOpened) ? LIVE_MS : QUIET_MS),
  })
}

async function shown(eventId: string, request: Promise<EventPresence>): Promise<EventPresence> {
  const answer = await request
  queryClient.setQueryData(presenceKey(eventId), answer)
  return answer
}

export const askPresence = (eventId: string, body: AskPresence) =>
  shown(eventId, answered(api.POST('/api/v1/events/{eventId}/presence-checks', { ...path(eventId), body })))

export const changeCheck = (eventId: string, checkId: string, body: Schemas['ChangePresenceCheck']) =>
  shown(
    eventId,
    answered(
      api.PATCH('/api/v1/events/{eventId}/presence-checks/{checkId}', {
        params: { path: { eventId, checkId } },
        body,
      }),
    ),
  )

export const correctPresence = (
  eventId: string,
  { checkId, personId }: { checkId: string; personId: string },
  body: Schemas['CorrectPresence'],
) =>
  shown(
    eventId,
    answered(
      api.PUT('/api/v1/events/{eventId}/presence-checks/{checkId}/answers/{personId}', {
        params: { path: { eventId, checkId, personId } },
        body,
      }),
    ),
  )

export const planPresence = (eventId: string, body: Schemas['PlanPresence']) =>
  shown(eventId, answered(api.PUT('/api/v1/events/{eventId}/presence-plan', { ...path(eventId), body })))

export const sendAnswers = (eventId: string, body: Schemas['AnswerPresence']) =>
  answered(api.POST('/api/v1/events/{eventId}/my-presence', { ...path(eventId), body }))
