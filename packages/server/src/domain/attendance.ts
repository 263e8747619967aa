/** Whether somebody attended an event: what a person marked by hand, `not-set` before anybody has. */
export const attendanceStatuses = ['present', 'absent', 'not-set'] as const
export type AttendanceStatus = (typeof attendanceStatuses)[number]

/** Marks that are changed in one step: a large class, and no more. */
export const MAX_MARKS = 2000
