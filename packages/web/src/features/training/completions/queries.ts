import type { Schemas } from '@lectern/api-client'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { answered, api, ifMatch, queryClient } from '../../../api/client.ts'

export type SessionCompletions = Schemas['SessionCompletions']
export type LearnerCompletion = Schemas['LearnerCompletion']
export type CompletionBrief = Schemas['CompletionBrief']
export type CompletionState = CompletionBrief['state']
export type RequirementResult = Schemas['RequirementResult']
export type Requirement = Schemas['Requirement']
export type CompletionRules = Schemas['CompletionRules']
export type NewCompletionRule = Schemas['NewCompletionRule']
export type ExpiringCompletion = Schemas['ExpiringCompletion']

const completionsKey = ['completions'] as const
const ofSession = (sessionId: string) => ({ params: { path: { sessionId } } })
const ofCourse = (courseId: string) => ({ params: { path: { courseId } } })

export const rereadCompletions = (sessionId: string) =>
  answered(api.GET('/api/v1/sessions/{sessionId}/completions', ofSession(sessionId)))

/** How far everybody of a session is. */
export function useSessionCompletions(sessionId: string) {
  return useQuery({
    queryKey: [...completionsKey, 'of-session', sessionId],
    queryFn: () => rereadCompletions(sessionId),
  })
}

/** Every completion that there was of somebody, and what people said of it. */
export function usePersonCompletions(sessionId: string, personId: string) {
  return useQuery({
    queryKey: [...completionsKey, 'of-session', sessionId, personId],
    queryFn: () =>
      answered(
        api.GET('/api/v1/sessions/{sessionId}/completions/{personId}', {
          params: { path: { sessionId, personId } },
        }),
      ),
  })
}

/** How far the reader is themself. */
export function useOwnCompletion(sessionId: string) {
  return useQuery({
    queryKey: [...completionsKey, 'own', sessionId],
    queryFn: () => answered(api.GET('/api/v1/sessions/{sessionId}/my-completion', ofSession(sessionId))),
  })
}

/** What was said by hand is seen at once. */
async function reread<T>(request: Promise<T>): Promise<T> {
  const answer = await request
  await queryClient.invalidateQueries({ queryKey: completionsKey })
  return answer
}

export const completeByHand = (sessionId: string, body: Schemas['CompleteByHand']) =>
  reread(answered(api.POST('/api/v1/sessions/{sessionId}/completions', { ...ofSession(sessionId), body })))

export const enterScores = (sessionId: string, body: Schemas['EnterScores']) =>
  reread(answered(api.POST('/api/v1/sessions/{sessionId}/scores', { ...ofSession(sessionId), body })))

export const undoCompletion = (sessionId: string, changeId: string) =>
  reread(
    answered(
      api.POST('/api/v1/sessions/{sessionId}/completions/undo', {
        ...ofSession(sessionId),
        body: { changeId },
      }),
    ),
  )

const ruleKey = (courseId: string) => [...completionsKey, 'rule', courseId] as const

export const rereadRule = (courseId: string) =>
  answered(api.GET('/api/v1/courses/{courseId}/completion-rule', ofCourse(courseId)))

/** By what a course is completed; read again while completions are being made anew. */
export function useCompletionRule(courseId: string) {
  return useQuery({
    queryKey: ruleKey(courseId),
    queryFn: () => rereadRule(courseId),
    refetchInterval: ({ state }) => (state.data?.toLookAt ? 5_000 : false),
  })
}

/** @throws {Problem} 412 when somebody else has made a rule meanwhile */
export async function makeCompletionRule(courseId: string, version: number, body: NewCompletionRule) {
  const params = { path: { courseId }, header: ifMatch(version) }
  const made = await answered(api.PUT('/api/v1/courses/{courseId}/completion-rule', { params, body }))
  queryClient.setQueryData(ruleKey(courseId), made)
  await queryClient.invalidateQueries({ queryKey: [...completionsKey, 'of-session'] })
  return made
}

/** Courses to choose from: a hundred by name. */
export function useCourseChoices() {
  return useQuery({
    queryKey: ['courses', 'choices'],
    queryFn: () => answered(api.GET('/api/v1/courses', { params: { query: { limit: 100 } } })),
  })
}

export interface WhichExpire {
  readonly days: number
  readonly courseId: string
}

const toQuery = ({ days, courseId }: WhichExpire) => ({ days, ...(courseId ? { courseId } : {}) })

/** Whose completions end before long or have ended. */
export function useExpiring(which: WhichExpire) {
  return useInfiniteQuery({
    queryKey: [...completionsKey, 'expiring', which.days, which.courseId],
    queryFn: ({ pageParam }) =>
      answered(
        api.GET('/api/v1/expiring-completions', {
          params: { query: { ...toQuery(which), ...(pageParam ? { cursor: pageParam } : {}) } },
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: (before) => before,
  })
}

export const expiringPath = ({ days, courseId }: WhichExpire) =>
  `/api/v1/expiring-completions.csv?days=${days}${courseId ? `&courseId=${courseId}` : ''}`
