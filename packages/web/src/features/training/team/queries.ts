import type { Schemas } from '@lectern/api-client'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { answered, api, changesOf } from '../../../api/client.ts'

export type TeamMember = Schemas['TeamMember']
export type TeamMemberDetails = Schemas['TeamMemberDetails']
export type TeamRequest = Schemas['TeamRequest']

const key = ['team'] as const
const refreshed = changesOf(key)
/** Others ask, and a deputy decides, meanwhile. */
const AGAIN_MS = 30_000

export function useTeam() {
  return useInfiniteQuery({
    queryKey: [...key, 'people'],
    queryFn: ({ pageParam }) =>
      answered(api.GET('/api/v1/team', { params: { query: pageParam ? { cursor: pageParam } : {} } })),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  })
}

export function useMember(personId: string) {
  return useQuery({
    queryKey: [...key, 'person', personId],
    queryFn: () => answered(api.GET('/api/v1/team/people/{personId}', { params: { path: { personId } } })),
  })
}

export function useRequests() {
  return useQuery({
    queryKey: [...key, 'requests'],
    queryFn: () => answered(api.GET('/api/v1/team/requests')),
    refetchInterval: AGAIN_MS,
  })
}

export function useDeputy() {
  return useQuery({
    queryKey: [...key, 'deputy'],
    queryFn: () => answered(api.GET('/api/v1/team/deputy')),
  })
}

const path = ({ sessionId, personId }: TeamRequest) => ({ params: { path: { sessionId, personId } } })

export const approve = (request: TeamRequest) =>
  refreshed(answered(api.POST('/api/v1/team/requests/{sessionId}/{personId}/approval', path(request))))

export const refuse = (request: TeamRequest, reason: string) =>
  refreshed(
    answered(
      api.POST('/api/v1/team/requests/{sessionId}/{personId}/refusal', {
        ...path(request),
        body: { reason },
      }),
    ),
  )

export const chooseDeputy = (body: Schemas['ChooseDeputy']) =>
  refreshed(answered(api.PUT('/api/v1/team/deputy', { body })))

export const removeDeputy = () => refreshed(answered(api.DELETE('/api/v1/team/deputy')))
