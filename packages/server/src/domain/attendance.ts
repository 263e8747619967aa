/** Whether somebody attended an event: what a person marked by hand, `not-set` before anybody has. */
export const attendanceStatuses = ['present', 'partly', 'absent', 'excused', 'not-set'] as const
export type AttendanceStatus = (typeof attendanceStatuses)[number]

/**
 * What holds of somebody's attendance: the mark by hand, else the verdict. `unknown`: what would tell is not there.
 * `not-set`: nobody has marked them, and there is no verdict before the end.
 */
export const effectiveStatuses = ['present', 'partly', 'absent', 'excused', 'unknown', 'not-set'] as const
export type EffectiveStatus = (typeof effectiveStatuses)[number]
/** How long reports of tools can be kept, in days: a month at least, a century at most. */
export const KEPT_DAYS = { least: 30, most: 36_525 } as const

/** Marks that are changed in one step: a large class, and no more. */
export const MAX_MARKS = 2000

/** What is marked at the door: there, not there, or taken back. All else is for who teaches. */
export const doorStatuses = ['present', 'absent', 'not-set'] as const satisfies readonly AttendanceStatus[]
