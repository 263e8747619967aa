import type { Schemas } from '@lectern/api-client'
import { useQuery } from '@tanstack/react-query'
import { type AttendanceRules, answered, api, ifMatch, queryClient } from '../../../api/client.ts'

export type NewAttendanceRule = Schemas['NewAttendanceRule']

const rulesKey = ['attendance-rules'] as const

export const rereadRules = () => answered(api.GET('/api/v1/platform/attendance-rule'))

/** By what attendance is judged; read again while verdicts are being made anew. */
export function useAttendanceRules() {
  return useQuery({
    queryKey: rulesKey,
    queryFn: rereadRules,
    refetchInterval: ({ state }) => (state.data?.toJudge ? 5_000 : false),
  })
}

/** @throws {Problem} 412 when somebody else has made a rule meanwhile */
export async function makeRule(version: number, body: NewAttendanceRule): Promise<AttendanceRules> {
  const header = ifMatch(version)
  const made = await answered(api.PUT('/api/v1/platform/attendance-rule', { params: { header }, body }))
  queryClient.setQueryData(rulesKey, made)
  return made
}

export type CourseAttendanceRules = Schemas['CourseAttendanceRules']

const courseKey = (courseId: string) => [...rulesKey, courseId] as const
const ofCourse = (courseId: string) => ({ path: { courseId } })

export const rereadCourseRules = (courseId: string) =>
  answered(api.GET('/api/v1/courses/{courseId}/attendance-rule', { params: ofCourse(courseId) }))

/** By what the events of a course are judged. */
export function useCourseRules(courseId: string) {
  return useQuery({
    queryKey: courseKey(courseId),
    queryFn: () => rereadCourseRules(courseId),
    refetchInterval: ({ state }) => (state.data?.toJudge ? 5_000 : false),
  })
}

/** @throws {Problem} 412 when somebody else has made a rule meanwhile */
export async function makeCourseRule(
  courseId: string,
  version: number,
  body: NewAttendanceRule & { followsPlatform: boolean },
): Promise<CourseAttendanceRules> {
  const params = { ...ofCourse(courseId), header: ifMatch(version) }
  const made = await answered(api.PUT('/api/v1/courses/{courseId}/attendance-rule', { params, body }))
  queryClient.setQueryData(courseKey(courseId), made)
  return made
}
