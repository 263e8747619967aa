import type { Schemas } from '@lectern/api-client'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { answered, api } from '../../../api/client.ts'

export type PreviewRequest = Schemas['PreviewRequest']
export type Preview = Schemas['Preview']

/** A form is asked about when nobody has typed for this long. */
const PAUSE_MS = 500

/** What a change would do. @param request null = there is nothing to ask yet */
export function usePreview(request: PreviewRequest | null) {
  const [asked] = useDebouncedValue(request && JSON.stringify(request), PAUSE_MS)
  return useQuery({
    queryKey: ['previews', asked],
    queryFn: () =>
      answered(api.POST('/api/v1/previews', { body: JSON.parse(asked ?? '') as PreviewRequest })),
    enabled: asked !== null,
    // What stood there stays until the next answer, so that nothing flickers.
    placeholderData: (before) => before,
    retry: false,
    staleTime: 5_000,
    gcTime: 10_000,
  })
}
