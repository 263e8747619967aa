import type { Schemas } from '@lectern/api-client'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { answered, api, changesOf, ifMatch } from '../../api/client.ts'

export type PersonDetails = Schemas['PersonDetails']
export type Role = PersonDetails['roles'][number]
export const roles = ['superadmin', 'instructor', 'learner'] as const

export interface PeopleFilter {
  query: string
  role: Role | ''
  state: 'active' | 'inactive' | 'all'
}

const peopleKey = ['people'] as const

export function usePeople({ query, role, state }: PeopleFilter) {
  return useInfiniteQuery({
    queryKey: [...peopleKey, 'list', query, role, state],
    queryFn: ({ pageParam }) => {
      const filter = { state, ...(query ? { query } : {}), ...(role ? { role } : {}) }
      const cursor = pageParam ? { cursor: pageParam } : {}
      return answered(api.GET('/api/v1/people', { params: { query: { ...filter, ...cursor } } }))
    },
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: (before) => before,
  })
}

/** The newest version, from the platform itself. */
export const rereadPerson = (personId: string) =>
  answered(api.GET('/api/v1/people/{personId}', path(personId)))

export function usePerson(personId: string) {
  return useQuery({
    queryKey: [...peopleKey, personId],
    queryFn: () => rereadPerson(personId),
  })
}

const path = (personId: string) => ({ params: { path: { personId } } })
const refreshed = changesOf(peopleKey)

export type PersonFields = Pick<
  PersonDetails,
  'email' | 'firstName' | 'lastName' | 'roles' | 'language' | 'timeZone'
>

export const addPerson = (body: PersonFields & { invite: boolean }) =>
  refreshed(answered(api.POST('/api/v1/people', { body })))

export function changePerson(person: PersonDetails, body: Partial<PersonFields> & { active?: boolean }) {
  const params = { path: { personId: person.id }, header: ifMatch(person.version) }
  return refreshed(answered(api.PATCH('/api/v1/people/{personId}', { params, body })))
}

export const inviteAgain = (personId: string) =>
  refreshed(answered(api.POST('/api/v1/people/{personId}/invitation', path(personId))))
export const sendReset = (personId: string) =>
  answered(api.POST('/api/v1/people/{personId}/password-reset', path(personId)))
export const signOutEverywhere = (personId: string) =>
  refreshed(answered(api.DELETE('/api/v1/people/{personId}/logins', path(personId))))
export const turnFactorOff = (personId: string) =>
  refreshed(answered(api.DELETE('/api/v1/people/{personId}/second-factor', path(personId))))
export const mergePeople = (personId: string, duplicateId: string) =>
  refreshed(
    answered(api.POST('/api/v1/people/{personId}/merge', { ...path(personId), body: { duplicateId } })),
  )
/** The file of who a list shows. */
export function exportPath(filter: PeopleFilter): string {
  const asked = Object.entries(filter).filter(([, value]) => value !== '')
  return `/api/v1/people/export.csv?${new URLSearchParams(asked)}`
}

export const importPeople = (body: { text: string; save: boolean; invite: boolean }) =>
  refreshed(answered(api.POST('/api/v1/people/imports', { body })))
