import type { KeyboardEvent } from 'react'
import type { AttendanceStatus } from './queries.ts'

interface RowKeys {
  /** What has the focus in a row, by CSS. */
  readonly fields: string
  /** By the letter that marks. */
  readonly statusOf: Readonly<Record<string, AttendanceStatus>>
  /** A letter was pressed on the row of a person. */
  readonly onMark: (personId: string, status: AttendanceStatus, row: HTMLElement) => void
}

/** Arrow keys go from field to field of the rows of people, letters mark the person and go on to the next. */
export function moveOrMark(event: KeyboardEvent<HTMLElement>, { fields, statusOf, onMark }: RowKeys): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return
  const field = event.target instanceof HTMLElement ? event.target.closest<HTMLElement>(fields) : null
  const row = field?.closest<HTMLElement>('[data-person]')
  const { person } = row?.dataset ?? {}
  if (!field || !row || !person) return
  const fieldsOf = (element: Element | null | undefined) => [
    ...(element?.querySelectorAll<HTMLElement>(fields) ?? []),
  ]
  const place = fieldsOf(row).indexOf(field)
  const goTo = (target: HTMLElement | undefined) => {
    event.preventDefault()
    target?.focus()
    target?.scrollIntoView({ block: 'nearest' })
  }
  const status = statusOf[event.key.toLowerCase()]
  if (status) {
    onMark(person, status, row)
    goTo(fieldsOf(row.nextElementSibling)[place] ?? field)
  } else if (event.key === 'ArrowDown') goTo(fieldsOf(row.nextElementSibling)[place])
  else if (event.key === 'ArrowUp') goTo(fieldsOf(row.previousElementSibling)[place])
  else if (event.key === 'ArrowRight') goTo(fieldsOf(row)[place + 1])
  else if (event.key === 'ArrowLeft') goTo(fieldsOf(row)[place - 1])
}
