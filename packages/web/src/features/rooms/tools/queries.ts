import { useQuery } from '@tanstack/react-query'
import { answered, api } from '../../../api/client.ts'

/** The tools that events can take place with, each with its accounts. */
export function useConferencingTools() {
  return useQuery({
    queryKey: ['conferencing-tools'],
    queryFn: () => answered(api.GET('/api/v1/conferencing-tools')),
  })
}
