import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { answered, api, type Course, ifMatch } from '../../../api/client.ts'
import { putImage } from '../../../api/images.ts'

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

/** The newest version, from the platform itself. */
export const rereadCourse = (courseId: string) =>
  answered(api.GET('/api/v1/courses/{courseId}', { params: { path: { courseId } } }))

/** @param isAsked false: not yet, its id is not known */
export function useCourse(courseId: string, isAsked = true) {
  return useQuery({
    enabled: isAsked,
    queryKey: [...coursesKey, courseId],
    queryFn: () => rereadCourse(courseId),
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
  | 'name'
  | 'code'
  | 'description'
  | 'type'
  | 'visibility'
  | 'categories'
  | 'showsRecordings'
  | 'recordsEvents'
  | 'spareAccountId'
  | 'evidenceProfile'
  | 'roomOptions'
> & {
  /** 0 to 11; null = made of the name */
  hue: number | null
}

export const createCourse = (body: CourseFields) => answered(api.POST('/api/v1/courses', { body }))

export const changeCourse = (course: Course, body: Partial<CourseFields> | Pick<Course, 'noShowRule'>) =>
  answered(
    api.PATCH('/api/v1/courses/{courseId}', {
      params: { path: { courseId: course.id }, header: ifMatch(course.version) },
      body,
    }),
  )

/** Gives a course another picture, or none. @returns the course with it */
export async function changeImage(course: Course, image: File | 'none'): Promise<Course> {
  await putImage(`/api/v1/courses/${course.id}/image`, course.version, image === 'none' ? undefined : image)
  return rereadCourse(course.id)
}

/** Profiles that a course can have; they are the same for as long as a page is open. */
export function useEvidenceProfiles() {
  return useQuery({
    queryKey: ['evidence-profiles'],
    queryFn: () => answered(api.GET('/api/v1/evidence-profiles')),
    staleTime: Number.POSITIVE_INFINITY,
  })
}
