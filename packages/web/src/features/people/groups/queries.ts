import type { Schemas } from '@lectern/api-client'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { answered, api, changesOf, ifMatch } from '../../../api/client.ts'

export type PeopleGroup = Schemas['Group']

const key = ['groups'] as const
const refreshed = changesOf(key)
const path = (groupId: string) => ({ params: { path: { groupId } } })

export function useGroups(query: string) {
  return useInfiniteQuery({
    queryKey: [...key, 'list', query],
    queryFn: ({ pageParam }) =>
      answered(
        api.GET('/api/v1/groups', {
          params: { query: { ...(query ? { query } : {}), ...(pageParam ? { cursor: pageParam } : {}) } },
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: (before) => before,
  })
}

/** The newest version, from the platform itself. */
export const rereadGroup = (groupId: string) => answered(api.GET('/api/v1/groups/{groupId}', path(groupId)))

export function useGroup(groupId: string) {
  return useQuery({
    queryKey: [...key, groupId],
    queryFn: () => rereadGroup(groupId),
  })
}

export function useMembers(groupId: string) {
  return useInfiniteQuery({
    queryKey: [...key, groupId, 'members'],
    queryFn: ({ pageParam }) =>
      answered(
        api.GET('/api/v1/groups/{groupId}/members', {
          params: { path: { groupId }, query: pageParam ? { cursor: pageParam } : {} },
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  })
}

export const createGroup = (name: string) =>
  refreshed(answered(api.POST('/api/v1/groups', { body: { name } })))

export function renameGroup(group: PeopleGroup, name: string) {
  const params = { path: { groupId: group.id }, header: ifMatch(group.version) }
  return refreshed(answered(api.PATCH('/api/v1/groups/{groupId}', { params, body: { name } })))
}

export const deleteGroup = (groupId: string) =>
  refreshed(answered(api.DELETE('/api/v1/groups/{groupId}', path(groupId))))

export const addMembers = (groupId: string, body: { text?: string; personIds?: string[]; save: boolean }) =>
  refreshed(answered(api.POST('/api/v1/groups/{groupId}/members', { ...path(groupId), body })))

export const removeMember = (groupId: string, personId: string) =>
  refreshed(
    answered(
      api.DELETE('/api/v1/groups/{groupId}/members/{personId}', { params: { path: { groupId, personId } } }),
    ),
  )
