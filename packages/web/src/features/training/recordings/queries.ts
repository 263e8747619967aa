import type { Schemas } from '@lectern/api-client'
import { useQuery } from '@tanstack/react-query'
import { answered, api, queryClient } from '../../../api/client.ts'
import { eventsKey } from '../events/queries.ts'

export type EventRecordings = Schemas['EventRecordings']
export type Recording = Schemas['Recording']

const recordingsKey = (eventId: string) => [...eventsKey, eventId, 'recordings'] as const

/** The recordings of an event, and whether it is recorded. */
export function useRecordings(eventId: string, isWanted = true) {
  return useQuery({
    queryKey: recordingsKey(eventId),
    enabled: isWanted,
    queryFn: () =>
      answered(api.GET('/api/v1/events/{eventId}/recordings', { params: { path: { eventId } } })),
  })
}

export function useTranscript(eventId: string, { id: recordingId, hasTranscript }: Recording) {
  return useQuery({
    queryKey: [...recordingsKey(eventId), recordingId, 'transcript'],
    enabled: hasTranscript,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: () =>
      answered(
        api.GET('/api/v1/events/{eventId}/recordings/{recordingId}/transcript', {
          params: { path: { eventId, recordingId } },
        }),
      ),
  })
}

/** Why a film does not play. @throws {Problem} what the server says of it */
export async function askWhy(eventId: string, { id: recordingId }: Recording): Promise<void> {
  await answered(
    api.GET('/api/v1/events/{eventId}/recordings/{recordingId}/film', {
      params: { path: { eventId, recordingId } },
      headers: { range: 'bytes=0-0' },
      parseAs: 'blob',
    }),
  )
}

/** What is on the screen is what the answer says. */
async function kept(eventId: string, request: Promise<EventRecordings>): Promise<EventRecordings> {
  const answer = await request
  queryClient.setQueryData(recordingsKey(eventId), answer)
  return answer
}

export const hideRecording = (eventId: string, recordingId: string, isHidden: boolean) =>
  kept(
    eventId,
    answered(
      api.PATCH('/api/v1/events/{eventId}/recordings/{recordingId}', {
        params: { path: { eventId, recordingId } },
        body: { isHidden },
      }),
    ),
  )

export async function deleteRecording(eventId: string, recordingId: string): Promise<void> {
  const params = { path: { eventId, recordingId } }
  try {
    await answered(api.DELETE('/api/v1/events/{eventId}/recordings/{recordingId}', { params }))
  } finally {
    await queryClient.invalidateQueries({ queryKey: recordingsKey(eventId) })
  }
}

export const lookAgain = (eventId: string) =>
  kept(
    eventId,
    answered(api.POST('/api/v1/events/{eventId}/recordings/looks', { params: { path: { eventId } } })),
  )

export const giveNotice = (eventId: string, isRecorded: boolean | null) =>
  kept(
    eventId,
    answered(
      api.PUT('/api/v1/events/{eventId}/recording-notice', {
        params: { path: { eventId } },
        body: { isRecorded },
      }),
    ),
  )

export const agree = (eventId: string, version: number) =>
  kept(
    eventId,
    answered(
      api.POST('/api/v1/events/{eventId}/recording-consent', {
        params: { path: { eventId } },
        body: { version },
      }),
    ),
  )

export type RecordingClock = Schemas['RecordingClock']

const makeUpKey = (eventId: string) => ['attendance', 'own', eventId, 'make-up'] as const

/** What one missed of an event, and where in its films that is. */
export function useMakeUp(eventId: string, enabled = true) {
  return useQuery({
    enabled,
    queryKey: makeUpKey(eventId),
    queryFn: () => answered(api.GET('/api/v1/events/{eventId}/make-up', { params: { path: { eventId } } })),
  })
}

export async function tellWatched(
  eventId: string,
  recordingId: string,
  shown: readonly { fromSeconds: number; toSeconds: number }[],
  rate: number,
): Promise<void> {
  const own = await answered(
    api.POST('/api/v1/events/{eventId}/recordings/{recordingId}/watched', {
      params: { path: { eventId, recordingId } },
      body: { rate, ranges: [...shown] },
    }),
  )
  queryClient.setQueryData(makeUpKey(eventId), own)
}

const clockKey = (eventId: string, recordingId: string) =>
  [...recordingsKey(eventId), recordingId, 'clock'] as const

export function rereadClock(eventId: string, recordingId: string): Promise<RecordingClock> {
  const params = { path: { eventId, recordingId } }
  return answered(api.GET('/api/v1/events/{eventId}/recordings/{recordingId}/clock', { params }))
}

export function useClock(eventId: string, recordingId: string) {
  return useQuery({
    queryKey: clockKey(eventId, recordingId),
    queryFn: () => rereadClock(eventId, recordingId),
  })
}

/** @throws {Problem} 412 when somebody else has set it meanwhile */
export async function setClock(
  eventId: string,
  recordingId: string,
  body: RecordingClock,
): Promise<RecordingClock> {
  const params = { path: { eventId, recordingId } }
  const clock = await answered(
    api.PUT('/api/v1/events/{eventId}/recordings/{recordingId}/clock', { params, body }),
  )
  queryClient.setQueryData(clockKey(eventId, recordingId), clock)
  return clock
}
