import type { Schemas } from '@lectern/api-client'
import { useQuery } from '@tanstack/react-query'
import { answered, api, ifMatch, queryClient } from '../../../api/client.ts'

export type EvaluationForm = Schemas['EvaluationForm']
export type NewEvaluationForm = Schemas['NewEvaluationForm']
export type EvaluationQuestion = Schemas['EvaluationQuestion']
export type OwnEvaluation = Schemas['OwnEvaluation']
export type NewEvaluation = Schemas['NewEvaluation']
export type EvaluationResults = Schemas['EvaluationResults']

const evaluationsKey = ['evaluations'] as const
const formKey = (courseId: string) => [...evaluationsKey, 'form', courseId] as const
const ownKey = (eventId: string) => [...evaluationsKey, 'own', eventId] as const

export const rereadForm = (courseId: string) =>
  answered(api.GET('/api/v1/courses/{courseId}/evaluation', { params: { path: { courseId } } }))

/** What people are asked after the events of a course. */
export function useForm(courseId: string) {
  return useQuery({ queryKey: formKey(courseId), queryFn: () => rereadForm(courseId) })
}

/** @throws {Problem} 412 when somebody else has made one meanwhile */
export async function makeForm(courseId: string, version: number, body: NewEvaluationForm) {
  const params = { path: { courseId }, header: ifMatch(version) }
  const made = await answered(api.PUT('/api/v1/courses/{courseId}/evaluation', { params, body }))
  queryClient.setQueryData(formKey(courseId), made)
  return made
}

/** What the reader is asked of an event. */
export function useOwnEvaluation(eventId: string) {
  return useQuery({
    queryKey: ownKey(eventId),
    queryFn: () =>
      answered(api.GET('/api/v1/events/{eventId}/my-evaluation', { params: { path: { eventId } } })),
  })
}

export async function answerEvaluation(eventId: string, body: NewEvaluation) {
  const params = { path: { eventId } }
  const own = await answered(api.POST('/api/v1/events/{eventId}/my-evaluation', { params, body }))
  queryClient.setQueryData(ownKey(eventId), own)
  await queryClient.invalidateQueries({ queryKey: ['completions'] })
}

export interface ResultFilter {
  readonly eventId: string
  readonly instructorId: string
}

const toQuery = ({ eventId, instructorId }: ResultFilter) => ({
  ...(eventId && { eventId }),
  ...(instructorId && { instructorId }),
})

export function useResults(courseId: string, filter: ResultFilter) {
  return useQuery({
    queryKey: [...evaluationsKey, 'results', courseId, filter],
    queryFn: () =>
      answered(
        api.GET('/api/v1/courses/{courseId}/evaluation/results', {
          params: { path: { courseId }, query: toQuery(filter) },
        }),
      ),
  })
}

export const csvOf = (courseId: string, filter: ResultFilter) =>
  `/api/v1/courses/${courseId}/evaluation/results.csv?${new URLSearchParams(toQuery(filter))}`
