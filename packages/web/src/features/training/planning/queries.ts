import type { Schemas } from '@lectern/api-client'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { answered, api, queryClient } from '../../../api/client.ts'

export type PlanningResult = Schemas['PlanningResult']
export type PlanningItem = PlanningResult['items'][number]
export type NewSeries = Omit<Schemas['NewSeries'], 'save' | 'description'>
export type Pattern = NewSeries['rule']['pattern']
export type EventsChange = Omit<Schemas['EventsChange'], 'save'>
export type PlanForecast = Schemas['PlanForecast']
export type PlanRow = Pick<PlanForecast['rows'][number], 'line' | 'cells'>
export type Plan = Schemas['Plan']
type SessionCopy = Schemas['SessionCopy']
type CourseCopy = Schemas['CourseCopy']

const plansKey = ['plans'] as const

/** What a save of many changes shows on other pages. */
async function refreshed<T extends { saved: boolean }>(request: Promise<T>): Promise<T> {
  const answer = await request
  if (answer.saved) {
    for (const key of ['events', 'sessions', 'courses'])
      await queryClient.invalidateQueries({ queryKey: [key] })
  }
  return answer
}

export const planSeries = (sessionId: string, body: NewSeries & { save: boolean }) =>
  refreshed(
    answered<PlanningResult>(
      api.POST('/api/v1/sessions/{sessionId}/event-series', {
        params: { path: { sessionId } },
        body: { description: '', ...body },
      }),
    ),
  )

export const copySession = (sessionId: string, body: SessionCopy) =>
  refreshed(
    answered<PlanningResult>(
      api.POST('/api/v1/sessions/{sessionId}/copies', { params: { path: { sessionId } }, body }),
    ),
  )

export const copyCourse = (courseId: string, body: CourseCopy) =>
  refreshed(
    answered<PlanningResult>(
      api.POST('/api/v1/courses/{courseId}/copies', { params: { path: { courseId } }, body }),
    ),
  )

export const changeEvents = (body: EventsChange & { save: boolean }) =>
  refreshed(answered<PlanningResult>(api.POST('/api/v1/event-changes', { body })))

export const importEvents = (body: Schemas['ImportSessionEvents']) =>
  refreshed(answered(api.POST('/api/v1/events/imports', { body })))

/** A table as it was pasted, or the rows of a dry run, and whether its dates begin with the day. */
export interface PlanText {
  readonly of: PlanRow[] | string
  readonly dateOrder?: 'dmy' | 'mdy' | undefined
}

export const tryPlan = (table: PlanText) =>
  answered(api.POST('/api/v1/plans', { body: inputOf(table, false) })) as Promise<PlanForecast>

export async function beginPlan(table: PlanText): Promise<Plan> {
  const plan = await answered(api.POST('/api/v1/plans', { body: inputOf(table, true) }))
  await queryClient.invalidateQueries({ queryKey: plansKey })
  return plan as Plan // a save is answered with the plan
}

export async function undoPlan(planId: string): Promise<Plan> {
  const plan = await answered(api.POST('/api/v1/plans/{planId}/undo', { params: { path: { planId } } }))
  await queryClient.invalidateQueries({ queryKey: plansKey })
  return plan
}

const inputOf = ({ of, dateOrder }: PlanText, save: boolean) => ({
  ...(typeof of === 'string' ? { text: of } : { rows: of }),
  ...(dateOrder ? { dateOrder } : {}),
  save,
})

export const isWorking = (plan: Plan) =>
  plan.finishedAt === null || (plan.undoStartedAt !== null && plan.undoneAt === null)

/** Those who could teach, as far as they fit a list. */
export function useInstructors() {
  return useQuery({
    queryKey: ['people', 'instructors', 'first'],
    queryFn: () =>
      answered(api.GET('/api/v1/people', { params: { query: { role: 'instructor', limit: 100 } } })),
  })
}

/** A plan; live messages tell how far it is, and it is asked again in case one is missed. */
export function usePlan(planId: string) {
  return useQuery({
    queryKey: [...plansKey, planId],
    queryFn: () => answered(api.GET('/api/v1/plans/{planId}', { params: { path: { planId } } })),
    refetchInterval: ({ state }) => (state.data && isWorking(state.data) ? 3000 : false),
  })
}

export function usePlans() {
  return useQuery({ queryKey: plansKey, queryFn: () => answered(api.GET('/api/v1/plans')) })
}

export function usePlanItems(planId: string, state: 'refused' | 'kept') {
  return useInfiniteQuery({
    queryKey: [...plansKey, planId, state],
    queryFn: ({ pageParam }) =>
      answered(
        api.GET('/api/v1/plans/{planId}/items', {
          params: { path: { planId }, query: { state, ...(pageParam ? { cursor: pageParam } : {}) } },
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  })
}
