import { usePlatform } from '../../people/auth/queries.ts'

/** With which day weeks begin on this platform: 1 = Monday … 7 = Sunday. */
export function useFirstDay(): number {
  return usePlatform().data?.firstDayOfWeek ?? 1
}
