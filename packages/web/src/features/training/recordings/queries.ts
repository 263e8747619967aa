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
