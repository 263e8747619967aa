import type { Language } from '@lectern/texts'
import { dateFormat } from '../../../ui/formats.ts'

/** `Nov 2026` of `2026-11`. */
export function formatMonth(month: string, language: Language): string {
  const options = { month: 'short', year: 'numeric', timeZone: 'UTC' } as const
  return dateFormat(language, options).format(new Date(`${month}-15T00:00:00Z`))
}

/** Months until one, the newest first. */
export function monthsUntil(last: string, count: number): string[] {
  const [year = 0, month = 1] = last.split('-').map(Number)
  return Array.from({ length: count }, (_, back) =>
    new Date(Date.UTC(year, month - 1 - back, 15)).toISOString().slice(0, 7),
  )
}
