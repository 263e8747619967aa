import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { answered, api, type Course, ifMatch } from '../../api/client.ts'

export const coursesKey = ['courses'] as const

export function useCourses(query: string, category: string) {
  return useInfiniteQuery({
    queryKey: [...coursesKey, 'list', query, category],
    queryFn: ({ pageParam }) =>
      answered(
        api.GET('/api/v1/courses', {
          params: {
            query: {
              ...(query ? { query } : {}),
              ...(category ? { category } : {}),
              ...(pageParam ? { cursor: pageParam } : {}),
            },
          },
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

/** The words by which courses are sorted. */
export function useCategories() {
  return useQuery({
    queryKey: [...coursesKey, 'categories'],
    queryFn: () => answered(api.GET('/api/v1/course-categories')),
  })
}

export type CourseFields = Pick<
  Course,
  'name' | 'code' | 'description' | 'type' | 'visibility' | 'categories'
>

export const createCourse = (body: CourseFields) => answered(api.POST('/api/v1/courses', { body }))

export const changeCourse = (course: Course, body: CourseFields) =>
  answered(
    api.PATCH('/api/v1/courses/{courseId}', {
      params: { path: { courseId: course.id }, header: ifMatch(course.version) },
      body,
    }),
  )

/** Gives a course another picture, or none. */
export async function changeImage(courseId: string, image: File | 'none'): Promise<void> {
  const path = `/api/v1/courses/${courseId}/image`
  const request =
    image === 'none'
      ? fetch(path, { method: 'DELETE' })
      : fetch(path, { method: 'PUT', body: image, headers: { 'content-type': image.type } })
  await answered(
    request.then(async (response) => ({
      response,
      error: response.ok ? undefined : await response.json().catch(() => undefined),
    })),
  )
}
