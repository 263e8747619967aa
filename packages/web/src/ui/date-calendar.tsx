import { Popover } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTexts } from '../app/i18n.ts'
import { MonthChoice } from './month-choice.tsx'

interface DateCalendarProps {
  isOpen: boolean
  onOpen: (isOpen: boolean) => void
  /** `2026-11-24`, or empty. */
  date: string
  today: string
  onChoose: (date: string) => void
  /** The button that opens it. */
  children: ReactNode
}

/** The calendar of a date field, above the page. */
export function DateCalendar({ isOpen, onOpen, date, today, onChoose, children }: DateCalendarProps) {
  const { t } = useTexts()
  return (
    // It stays in sight with its field scrolled away: what is hidden loses the keyboard.
    <Popover
      opened={isOpen}
      onChange={onOpen}
      position="bottom-end"
      trapFocus
      returnFocus
      withinPortal
      hideDetached={false}
    >
      <Popover.Target>{children}</Popover.Target>
      <Popover.Dropdown aria-label={t('app.date.choose')}>
        {isOpen && <MonthChoice date={date} today={today} onChoose={onChoose} />}
      </Popover.Dropdown>
    </Popover>
  )
}
