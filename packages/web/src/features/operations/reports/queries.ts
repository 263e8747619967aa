import type { Schemas } from '@lectern/api-client'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { answered, api } from '../../../api/client.ts'

export type AttendanceSums = Schemas['AttendanceSums']
export type RoomsReport = Schemas['RoomsReport']
export const reportKeys = ['course', 'session', 'instructor', 'group', 'account'] as const
export type ReportKey = (typeof reportKeys)[number]

const reportsKey = ['reports'] as const
/** What was counted last is shown while the next one is asked for. */
const kept = { placeholderData: keepPreviousData, staleTime: 30_000 } as const

/** What a report is of; left out = of all. */
export interface ReportQuery {
  by: ReportKey
  from?: string
  to?: string
  courseId?: string
  sessionId?: string
  instructorId?: string
  groupId?: string
  accountId?: string
}

export function useAttendanceSums(query: ReportQuery) {
  return useQuery({
    queryKey: [...reportsKey, 'attendance', query],
    queryFn: () => answered(api.GET('/api/v1/reports/attendance', { params: { query } })),
    ...kept,
  })
}

export function useRoomsReport(query: Pick<ReportQuery, 'from' | 'to'>) {
  return useQuery({
    queryKey: [...reportsKey, 'rooms', query],
    queryFn: () => answered(api.GET('/api/v1/reports/rooms', { params: { query } })),
    ...kept,
  })
}

export function useExpiring() {
  return useQuery({
    queryKey: [...reportsKey, 'expiring'],
    queryFn: () => answered(api.GET('/api/v1/reports/expiring')),
    ...kept,
  })
}

export const exportsKey = [...reportsKey, 'exports'] as const
export const viewsKey = [...reportsKey, 'views'] as const

/** One's own files; asked for again while one is being made. */
export function useExports() {
  return useQuery({
    queryKey: exportsKey,
    queryFn: () => answered(api.GET('/api/v1/report-exports')),
    refetchInterval: ({ state }) =>
      state.data?.items.some((one) => one.state === 'waiting' || one.state === 'running') ? 2_000 : false,
  })
}

export const beginExport = (body: Schemas['NewReportExport']) =>
  answered(api.POST('/api/v1/report-exports', { body }))

export const removeExport = (exportId: string) =>
  answered(api.DELETE('/api/v1/report-exports/{exportId}', { params: { path: { exportId } } }))

export function useViews() {
  return useQuery({ queryKey: viewsKey, queryFn: () => answered(api.GET('/api/v1/report-views')) })
}

/** What stands below a report: asked for with it, not after it. */
export function useKept(): void {
  useExports()
  useViews()
}

export const saveView = (body: Schemas['NewReportView']) =>
  answered(api.POST('/api/v1/report-views', { body }))

export function useMailing(viewId: string) {
  return useQuery({
    queryKey: [...viewsKey, viewId, 'mailing'],
    queryFn: () =>
      answered(api.GET('/api/v1/report-views/{viewId}/mailing', { params: { path: { viewId } } })),
  })
}

export const setMailing = (viewId: string, body: Schemas['NewReportMailing']) =>
  answered(api.PUT('/api/v1/report-views/{viewId}/mailing', { params: { path: { viewId } }, body }))

export const endMailing = (viewId: string) =>
  answered(api.DELETE('/api/v1/report-views/{viewId}/mailing', { params: { path: { viewId } } }))

export const leaveMailing = (viewId: string) =>
  answered(api.DELETE('/api/v1/report-views/{viewId}/mailing/me', { params: { path: { viewId } } }))

export const removeView = (viewId: string) =>
  answered(api.DELETE('/api/v1/report-views/{viewId}', { params: { path: { viewId } } }))
