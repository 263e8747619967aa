import type { Schemas } from '@lectern/api-client'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { answered, api, changesOf, ifMatch } from '../../../api/client.ts'

export type Retention = Schemas['Retention']
export type RetentionKind = Retention['items'][number]['kind']
export type Days = Retention['items'][number]['days']
export type ErasurePreview = Schemas['ErasurePreview']
export type Erasure = Schemas['Erasure']
export type ErasureRequest = Schemas['ErasureRequest']
export type ErasedKind = Erasure['kinds'][number]

const retentionKey = ['retention'] as const
const erasuresKey = ['erasures'] as const
const refreshed = changesOf(erasuresKey, ['people'])
const path = (personId: string) => ({ params: { path: { personId } } })

export const rereadRetention = () => answered(api.GET('/api/v1/retention'))

export function useRetention() {
  return useQuery({ queryKey: retentionKey, queryFn: rereadRetention })
}

const retentionChanged = changesOf(retentionKey)
export const changeRetention = (version: number, days: Partial<Record<RetentionKind, Days>>) =>
  retentionChanged(
    answered(api.PATCH('/api/v1/retention', { params: { header: ifMatch(version) }, body: { days } })),
  )

/** How much of each kind would go. */
export const previewRetention = (days: Partial<Record<RetentionKind, Days>>) =>
  answered(api.POST('/api/v1/retention/previews', { body: { days } }))

export function useErasurePreview(personId: string) {
  return useQuery({
    queryKey: [...erasuresKey, 'preview', personId],
    queryFn: () => answered(api.POST('/api/v1/people/{personId}/erasure/previews', path(personId))),
    retry: false,
    gcTime: 0,
  })
}

export const erasePerson = (personId: string, confirm: string) =>
  refreshed(answered(api.POST('/api/v1/people/{personId}/erasure', { ...path(personId), body: { confirm } })))

export function useErasures() {
  return useInfiniteQuery({
    queryKey: [...erasuresKey, 'list'],
    queryFn: ({ pageParam }) => {
      const query = pageParam ? { cursor: pageParam } : {}
      return answered(api.GET('/api/v1/erasures', { params: { query } }))
    },
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  })
}

export function useErasureRequests() {
  return useQuery({
    queryKey: [...erasuresKey, 'requests'],
    queryFn: () => answered(api.GET('/api/v1/erasure-requests')),
  })
}

export const declineErasure = (personId: string, reason: string) =>
  refreshed(
    answered(
      api.POST('/api/v1/people/{personId}/erasure-request/decline', { ...path(personId), body: { reason } }),
    ),
  )

const ownKey = ['own-erasure'] as const
const ownChanged = changesOf(ownKey)

export function useOwnRequest() {
  return useQuery({ queryKey: ownKey, queryFn: () => answered(api.GET('/api/v1/me/erasure-request')) })
}

export const askErasure = (reason: string) =>
  ownChanged(answered(api.POST('/api/v1/me/erasure-request', { body: { reason } })))

export const withdrawErasure = () => ownChanged(answered(api.DELETE('/api/v1/me/erasure-request')))
