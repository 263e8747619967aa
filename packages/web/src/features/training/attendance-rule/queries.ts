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
