import type { Schemas } from '@lectern/api-client'
import { useInfiniteQuery } from '@tanstack/react-query'
import { answered, api } from '../../../api/client.ts'

export type CatalogueCourse = Schemas['CatalogueCourse']

/** Under the key of courses, so that whatever changes their places is read again. */
export function useCatalogue(query: string, category: string) {
  return useInfiniteQuery({
    queryKey: ['courses', 'catalogue', query, category],
    queryFn: ({ pageParam }) =>
      answered(
        api.GET('/api/v1/catalogue', {
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
