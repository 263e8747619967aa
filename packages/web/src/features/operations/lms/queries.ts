import type { Schemas } from '@lectern/api-client'
import { useQuery } from '@tanstack/react-query'
import { answered, api, changesOf, ifMatch } from '../../../api/client.ts'

export type Lms = Schemas['Lms']
export type LmsLink = Schemas['LmsLink']
export type LmsRoster = Schemas['LmsRoster']
export type LmsScores = Schemas['LmsScores']

const lmsKey = ['lms'] as const
export const refreshed = changesOf(lmsKey)

export function useLmses() {
  return useQuery({ queryKey: [...lmsKey, 'list'], queryFn: () => answered(api.GET('/api/v1/lms')) })
}

export const rereadLms = async ({ id }: Lms) =>
  (await answered(api.GET('/api/v1/lms'))).items.find((one) => one.id === id)

export function createLms(body: Schemas['NewLmsInput']) {
  return refreshed(answered(api.POST('/api/v1/lms', { body })))
}

export function changeLms({ id, version }: Lms, body: Schemas['ChangeLmsInput']) {
  const params = { path: { lmsId: id }, header: ifMatch(version) }
  return refreshed(answered(api.PATCH('/api/v1/lms/{lmsId}', { params, body })))
}

export function removeLms(lmsId: string) {
  return refreshed(answered(api.DELETE('/api/v1/lms/{lmsId}', { params: { path: { lmsId } } })))
}

export function decideDeployment(lmsId: string, deploymentId: string, state: 'accepted' | 'refused') {
  const body = { deploymentId, state }
  return refreshed(
    answered(api.POST('/api/v1/lms/{lmsId}/deployments', { params: { path: { lmsId } }, body })),
  )
}

export function inviteLms() {
  return answered(api.POST('/api/v1/lms-invitations'))
}

export function rotateKeys() {
  return refreshed(answered(api.POST('/api/v1/lms-keys')))
}

export function useLmsLinks() {
  return useQuery({ queryKey: [...lmsKey, 'links'], queryFn: () => answered(api.GET('/api/v1/lms-links')) })
}

export const rereadLink = async ({ id }: LmsLink) =>
  (await answered(api.GET('/api/v1/lms-links'))).items.find((one) => one.id === id)

export function linkLms({ id, version }: LmsLink, body: Schemas['LinkLmsInput']) {
  const params = { path: { linkId: id }, header: ifMatch(version) }
  return refreshed(answered(api.PATCH('/api/v1/lms-links/{linkId}', { params, body })))
}

export function compareRoster(linkId: string) {
  const params = { path: { linkId } }
  return answered(api.POST('/api/v1/lms-links/{linkId}/roster', { params, body: { save: false } }))
}

export function takeRoster(linkId: string) {
  const params = { path: { linkId } }
  return refreshed(answered(api.POST('/api/v1/lms-links/{linkId}/roster', { params, body: { save: true } })))
}

export function readScores(linkId: string) {
  return answered(api.GET('/api/v1/lms-links/{linkId}/scores', { params: { path: { linkId } } }))
}

export function sendScoresAgain(linkId: string) {
  return refreshed(answered(api.POST('/api/v1/lms-links/{linkId}/scores', { params: { path: { linkId } } })))
}

/** Courses to link to, by a part of their names. */
export function useCoursesByName(query: string) {
  return useQuery({
    queryKey: [...lmsKey, 'courses', query],
    queryFn: () => answered(api.GET('/api/v1/courses', { params: { query: query ? { query } : {} } })),
    placeholderData: (before) => before,
  })
}

export function useSessionsOf(courseId: string | null) {
  return useQuery({
    enabled: courseId !== null,
    queryKey: [...lmsKey, 'sessions', courseId],
    queryFn: () =>
      answered(
        api.GET('/api/v1/courses/{courseId}/sessions', { params: { path: { courseId: courseId ?? '' } } }),
      ),
  })
}
