import { createApiClient, type Schemas } from '@lectern/api-client'
import { notifyManager, QueryClient } from '@tanstack/react-query'
import { endedKey, loginKey } from '../features/people/auth/keys.ts'
import { createAhead } from './ahead.ts'
import { isUnattended } from './attention.ts'
import { compareClocks } from './clock.ts'
import type { Once } from './once.ts'

export type App = Schemas['App']
export type Account = Schemas['Account']
export type AccountCheck = Schemas['AccountCheck']
export type ConferencingTool = Schemas['ConferencingTool']
export type Course = Schemas['Course']
export type EvidenceProfile = Schemas['EvidenceProfile']
export type Session = Schemas['Session']
export type Event = Schemas['Event']
export type SessionField = Schemas['SessionField']
export type BreakoutGroups = Schemas['BreakoutGroups']
export type StandIn = Schemas['StandIn']
export type Access = Schemas['Access']
export type Room = Schemas['Room']
export type Enrollment = Schemas['Enrollment']
export type Preflight = Schemas['Preflight']
export type TimelineEntry = Schemas['TimelineEntry']
export type Person = Schemas['Person']
export type Roster = Schemas['Roster']
export type RosterLearner = Schemas['RosterLearner']
export type TaughtEvent = Schemas['TaughtEvent']
export type SessionAttendance = Schemas['SessionAttendance']
export type AttendanceSheet = Schemas['AttendanceSheet']
export type SheetLearner = Schemas['SheetLearner']
export type ProviderCalls = Schemas['ProviderCalls']
export type UsualRoomOptions = Schemas['UsualRoomOptions']
export type RunEngagement = Schemas['RunEngagement']
export type Stay = Schemas['Stay']
export type AttendanceRules = Schemas['AttendanceRules']
export type Me = Schemas['Me']
export type ProblemBody = Schemas['Problem']

/** What would be possible instead: fields to send in place of those that were refused. */
export type Suggestion = NonNullable<ProblemBody['suggestions']>[number]

/** A request that was refused or failed, with the platform's own sentence. */
export class Problem extends Error {
  readonly status: number
  readonly code: string
  readonly fields: readonly NonNullable<ProblemBody['errors']>[number][]
  readonly suggestions: readonly Suggestion[]
  /** Of what was deleted: the nearest page that is there. */
  readonly nearest: string | undefined

  constructor(status: number, body: Partial<ProblemBody> | undefined) {
    super(body?.detail ?? '')
    this.status = status
    this.code = body?.code ?? 'unknown'
    this.fields = body?.errors ?? []
    this.suggestions = body?.suggestions ?? []
    this.nearest = body?.nearest
  }
}

// At once: whoever presses twice in one go finds a button that is at work already.
notifyManager.setScheduler(queueMicrotask)

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      // What was refused stays refused; what failed may pass.
      retry: (failures, error) =>
        failures < 2 && (!(error instanceof Problem) || error.status >= 500 || error.status === 429),
    },
    // A change that waits for a network would be made when nobody wants it any more.
    mutations: { networkMode: 'always' },
  },
})

export const api = createApiClient({
  baseUrl: window.location.origin,
  onUnauthenticated: async (answer) => {
    const problem: Partial<ProblemBody> = await answer.json().catch(() => ({}))
    if (problem.code === 'login-idle') queryClient.setQueryData(endedKey, problem.detail)
    queryClient.setQueryData(loginKey, null)
  },
})

const ahead = createAhead((url) =>
  fetch(url, { headers: { 'accept-language': document.documentElement.lang }, priority: 'low' }),
)

/** Asks for what a page will ask for: `/api/v1/courses`. */
export const askAhead = (path: string): void => ahead.ask(new URL(path, window.location.origin).href)

export const forgetAhead = ahead.forget

/** From when what is on the screens may be, though it was read later. */
export const takenFrom = ahead.takenFrom

api.use({
  onRequest({ request }) {
    // Whoever is not signed in is answered in the language that was chosen here, not in the browser's.
    request.headers.set('accept-language', document.documentElement.lang)
    if (isUnattended()) request.headers.set('lectern-unattended', '1')
    if (request.method === 'GET') return ahead.take(request.url)
    ahead.forget()
    return undefined
  },
  async onResponse({ response }) {
    compareClocks(response.headers.get('date'))
    if (response.status !== 403) return
    const problem: Partial<ProblemBody> = await response
      .clone()
      .json()
      .catch(() => ({}))
    // Somebody said meanwhile that their role needs a second factor.
    if (problem.code === 'second-factor-demanded') void queryClient.invalidateQueries({ queryKey: loginKey })
  },
})

let once: Once | undefined
// Comes with the first change, so that first pages do without it; without a network nothing is sent anyway.
api.use({
  async onRequest(asked) {
    if (asked.request.method !== 'POST') return undefined
    once ??= await import('./once.ts').then(
      ({ createOnce }) => createOnce(),
      () => undefined,
    )
    return once?.onRequest(asked)
  },
  onResponse: (answered) => once?.onResponse(answered),
  onError: (failed) => once?.onError(failed),
})

/** The answer's body, or a thrown {@link Problem}. */
export async function answered<T>(
  request: Promise<{ data?: T; error?: unknown; response: Response }>,
): Promise<T> {
  const { data, error, response } = await request
  if (!response.ok) throw new Problem(response.status, error as Partial<ProblemBody> | undefined)
  return data as T // a good answer has the body that openapi.json says
}

/** Changes of things that queries show: what is on the screens is read again when one is done. */
export function changesOf(...queryKeys: readonly (readonly string[])[]) {
  return async <T>(request: Promise<T>): Promise<T> => {
    const answer = await request
    await Promise.all(queryKeys.map((queryKey) => queryClient.invalidateQueries({ queryKey })))
    return answer
  }
}

export const ifMatch = (version: number) => ({ 'if-match': `"${version}"` })
