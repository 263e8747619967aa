import { useQuery } from '@tanstack/react-query'
import { answered, api, type Event, ifMatch } from '../../../api/client.ts'

export const eventsKey = ['events'] as const

/** @param refetchMs asks again and again, for pages that wait */
export function useEvent(eventId: string, refetchMs?: number) {
  return useQuery({
    queryKey: [...eventsKey, eventId],
    queryFn: () => rereadEvent(eventId),
    ...(refetchMs ? { refetchInterval: refetchMs } : {}),
  })
}

/** The newest version, from the platform itself. */
export const rereadEvent = (eventId: string) =>
  answered(api.GET('/api/v1/events/{eventId}', { params: { path: { eventId } } }))

export function useEventsOfSession(sessionId: string, isWanted = true) {
  return useQuery({
    enabled: isWanted,
    queryKey: [...eventsKey, 'of-session', sessionId],
    queryFn: () =>
      answered(api.GET('/api/v1/sessions/{sessionId}/events', { params: { path: { sessionId } } })),
  })
}

/** What an account is wanted for. */
export interface AccountWish {
  /** Of what would be planned; accounts can have a limit for each course. */
  courseId?: string | undefined
  /** The event that has the times: it stands in nobody’s way. */
  eventId?: string | undefined
}

/** Which accounts can hold an event then. @param span undefined = it is not known when, and nothing is asked */
export function useAccountChoices(
  { courseId, eventId }: AccountWish,
  span: { startsAt: string; endsAt: string } | undefined,
) {
  const query = { startsAt: '', endsAt: '', ...span, courseId, eventId }
  return useQuery({
    enabled: span !== undefined,
    queryKey: [...eventsKey, 'account-choices', query],
    queryFn: () =>
      answered(
        api.GET('/api/v1/account-choices', {
          params: {
            query: {
              startsAt: query.startsAt,
              endsAt: query.endsAt,
              ...(courseId ? { courseId } : {}),
              ...(eventId ? { eventId } : {}),
            },
          },
        }),
      ),
  })
}

export interface EventFields {
  name: string
  description: string
  startsWall: string
  endsWall: string
  timeZone: string
  accountId: string | null
  /** Left out = as the session or course has it. */
  spareAccountId?: string | null
  place: string
  breaks: { startsWall: string; endsWall: string }[]
  joinOpensMinutes: number | null
  showsRecording: boolean | null
  roomOptions: Event['roomOptions']
  instructorIds: string[]
  overlapReason?: string
  /** Nobody is told. */
  quiet?: boolean
}

export const scheduleEvent = (sessionId: string, body: EventFields) =>
  answered(api.POST('/api/v1/sessions/{sessionId}/events', { params: { path: { sessionId } }, body }))

export const changeEvent = (event: Event, body: Partial<EventFields>) =>
  answered(
    api.PATCH('/api/v1/events/{eventId}', {
      params: { path: { eventId: event.id }, header: ifMatch(event.version) },
      body,
    }),
  )

/** @param quiet nobody is told */
export const deleteEvent = (eventId: string, quiet = false) =>
  answered(
    api.DELETE('/api/v1/events/{eventId}', {
      params: { path: { eventId }, query: quiet ? { quiet: 'true' } : {} },
    }),
  )

export const retryRoom = (eventId: string) =>
  answered(api.POST('/api/v1/events/{eventId}/room/retries', { params: { path: { eventId } } }))

const path = (eventId: string) => ({ params: { path: { eventId } } })

/** @param quiet nobody is told */
export const cancelEvent = (eventId: string, reason: string, quiet: boolean) =>
  answered(api.POST('/api/v1/events/{eventId}/cancellation', { ...path(eventId), body: { reason, quiet } }))

/** @param overlapReason why instructors are to teach two events at the same time */
export const restoreEvent = (eventId: string, overlapReason: string, quiet: boolean) =>
  answered(
    api.DELETE('/api/v1/events/{eventId}/cancellation', {
      params: {
        path: { eventId },
        query: { ...(overlapReason ? { overlapReason } : {}), ...(quiet ? { quiet: 'true' } : {}) },
      },
    }),
  )

export function useStandIns(eventId: string) {
  return useQuery({
    queryKey: [...eventsKey, eventId, 'stand-ins'],
    queryFn: () => answered(api.GET('/api/v1/events/{eventId}/stand-ins', path(eventId))),
  })
}

export interface StandInFields {
  personId: string
  insteadOf?: string
  reason?: string
  overlapReason?: string
  tellsLearners: boolean
}

/** Another instructor teaches the event from now on. */
export const standIn = (eventId: string, body: StandInFields) =>
  answered(api.POST('/api/v1/events/{eventId}/stand-in', { ...path(eventId), body }))

export function useBreakoutGroups(eventId: string) {
  return useQuery({
    queryKey: [...eventsKey, eventId, 'breakout-groups'],
    queryFn: () => readGroups(eventId),
  })
}

export const readGroups = (eventId: string) =>
  answered(api.GET('/api/v1/events/{eventId}/breakout-groups', path(eventId)))

/** @param version of the event, as it was seen */
export const arrangeGroups = (
  eventId: string,
  version: number,
  breakoutGroups: readonly { name: string; personIds: string[] }[],
) =>
  answered(
    api.PUT('/api/v1/events/{eventId}/breakout-groups', {
      params: { path: { eventId }, header: ifMatch(version) },
      body: { breakoutGroups: [...breakoutGroups] },
    }),
  )

export const replaceRoom = (eventId: string, accountId: string | undefined) =>
  answered(
    api.POST('/api/v1/events/{eventId}/room/replacement', {
      ...path(eventId),
      body: accountId ? { accountId } : {},
    }),
  )

/** @param accountId of the spare, as it is seen */
export const switchToSpare = (eventId: string, accountId: string) =>
  answered(api.POST('/api/v1/events/{eventId}/room/switch', { ...path(eventId), body: { accountId } }))

export function usePreflight(eventId: string) {
  return useQuery({
    queryKey: [...eventsKey, eventId, 'preflight'],
    queryFn: () => answered(api.GET('/api/v1/events/{eventId}/preflight', path(eventId))),
  })
}

export function useEventProfile(eventId: string) {
  return useQuery({
    queryKey: [...eventsKey, eventId, 'evidence-profile'],
    queryFn: () => answered(api.GET('/api/v1/events/{eventId}/evidence-profile', path(eventId))),
  })
}

export const lookNow = (eventId: string) =>
  answered(api.POST('/api/v1/events/{eventId}/preflight', path(eventId)))

export function useTimeline(eventId: string) {
  return useQuery({
    queryKey: [...eventsKey, eventId, 'timeline'],
    queryFn: () => answered(api.GET('/api/v1/events/{eventId}/timeline', path(eventId))),
  })
}
