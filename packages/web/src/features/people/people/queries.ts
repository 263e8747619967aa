import type { Schemas } from '@lectern/api-client'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { answered, api, changesOf, ifMatch } from '../../../api/client.ts'

export type PersonDetails = Schemas['PersonDetails']
export type Role = PersonDetails['roles'][number]
export const roles = ['superadmin', 'instructor', 'learner'] as const

/** By which people are sought; the first one unless somebody chooses another. */
export const personStates = ['present', 'active', 'invited', 'inactive', 'all'] as const

export interface PeopleFilter {
  query: string
  role: Role | ''
  state: (typeof personStates)[number]
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
  'email' | 'firstName' | 'lastName' | 'roles' | 'language' | 'timeZone' | 'managerId'
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

/** What would become of each row of a table. */
export async function tryImport(text: string) {
  const found = await answered(
    api.POST('/api/v1/people/imports', { body: { text, save: false, invite: false } }),
  )
  if (!('rows' in found)) throw new Error('asked for what would happen')
  return found
}

/** @returns the id of the import, which goes on in the background */
export async function beginImport(body: { text: string; invite: boolean }): Promise<string> {
  const begun = await answered(api.POST('/api/v1/people/imports', { body: { ...body, save: true } }))
  if (!('id' in begun)) throw new Error('asked for it to be done')
  return begun.id
}

export type PersonImport = Schemas['PersonImport']

/** An import of people; asked for again until it is done. */
export function useImport(importId: string) {
  return useQuery({
    queryKey: [...peopleKey, 'imports', importId],
    queryFn: () => answered(api.GET('/api/v1/people/imports/{importId}', { params: { path: { importId } } })),
    refetchInterval: ({ state }) => (state.data && state.data.finishedAt === null ? 1000 : false),
  })
}

/** Rows of an import that were refused. */
export function useRefusedRows(importId: string) {
  return useInfiniteQuery({
    queryKey: [...peopleKey, 'imports', importId, 'refused'],
    queryFn: ({ pageParam }) =>
      answered(
        api.GET('/api/v1/people/imports/{importId}/items', {
          params: {
            path: { importId },
            query: { state: 'refused', ...(pageParam ? { cursor: pageParam } : {}) },
          },
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  })
}
