import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { answered, api, type Course, ifMatch } from '../../api/client.ts'

export const coursesKey = ['courses'] as const

export function useCourses(query: string) {
  return useInfiniteQuery({
    queryKey: [...coursesKey, 'list', query],
    queryFn: ({ pageParam }) =>
      answered(
        api.GET('/api/v1/courses', {
          params: { query: { ...(query ? { query } : {}), ...(pageParam ? { cursor: pageParam } : {}) } },
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: (before) => before,
  })
}

export function useCourse(courseId: string) {
  return useQuery({
    queryKey: [...coursesKey, courseId],
    queryFn: () => answered(api.GET('/api/v1/courses/{courseId}', { params: { path: { courseId } } })),
  })
}

export type CourseFields = Pick<Course, 'name' | 'code' | 'description' | 'type' | 'visibility'>

export const createCourse = (body: CourseFields) => answered(api.POST('/api/v1/courses', { body }))

export const changeCourse = (course: Course, body: CourseFields) =>
  answered(
    api.PATCH('/api/v1/courses/{courseId}', {
      params: { path: { courseId: course.id }, header: ifMatch(course.version) },
      body,
    }),
  )
