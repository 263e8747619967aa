import { ActionIcon, TextInput, type TextInputProps } from '@mantine/core'
import { Suspense, useState } from 'react'
import { useTexts } from '../app/i18n.ts'
import { CalendarIcon } from './icons.tsx'
import { useInFront } from './in-front.ts'
import { loadable } from './lazily.tsx'
import { isDate, readDate, today, writeDate } from './typed-dates.ts'

const DateCalendar = loadable(async () => (await import('./date-calendar.tsx')).DateCalendar)

export interface DateFieldProps
  extends Omit<TextInputProps, 'value' | 'defaultValue' | 'onChange' | 'onBlur' | 'type' | 'rightSection'> {
  /** `2026-11-24`, or empty. */
  value?: string
  onChange?: (date: string) => void
}

/**
 * A date that is typed as the person's language writes it, or chosen in a calendar. What is no date yet is none for the
 * form; what is none when one goes on is said at the field.
 */
export function DateField({ value = '', onChange, error, ...props }: DateFieldProps) {
  const { t, language } = useTexts()
  const [typed, setTyped] = useState<string>()
  const [isUnread, setIsUnread] = useState(false)
  const [isOpen, setIsOpen] = useState(false)
  const shown = typed ?? writeDate(value, language)
  const type = (text: string) => {
    setTyped(text)
    setIsUnread(false)
    // Half a date is none, and “1/2/20” on its way to 2027 is not 2020.
    const isWhole = /\d{4}/.test(text)
    const read = isWhole || text.trim() === '' ? (readDate(text, language, today()) ?? '') : ''
    if (read !== value) onChange?.(read)
  }
  const settle = () => {
    if (typed === undefined) return
    const read = readDate(typed, language, today())
    if (read === undefined && typed.trim() !== '') {
      setIsUnread(true)
      return
    }
    setTyped(undefined)
    if ((read ?? '') !== value) onChange?.(read ?? '')
  }
  const choose = (date: string) => {
    setTyped(undefined)
    setIsUnread(false)
    setIsOpen(false)
    onChange?.(date)
  }
  useInFront(isOpen, () => setIsOpen(false))
  // What opens comes when it is first asked for: a page with a date does without its weight.
  const wasOpen = useEver(isOpen)
  const button = (
    <ActionIcon variant="subtle" aria-label={t('app.date.choose')} onClick={() => setIsOpen(!isOpen)}>
      <CalendarIcon />
    </ActionIcon>
  )
  const calendar = wasOpen ? (
    <Suspense fallback={button}>
      <DateCalendar
        isOpen={isOpen}
        onOpen={setIsOpen}
        date={isDate(value) ? value : ''}
        today={today()}
        onChoose={choose}
      >
        {button}
      </DateCalendar>
    </Suspense>
  ) : (
    button
  )
  return (
    <TextInput
      placeholder={t('app.date.pattern')}
      autoComplete="off"
      {...props}
      value={shown}
      onChange={({ currentTarget }) => type(currentTarget.value)}
      onBlur={settle}
      data-unread={isUnread || undefined}
      // Whoever comes by Tab types another one.
      onFocus={({ currentTarget }) => currentTarget.select()}
      onKeyDown={(event) => {
        if (event.key === 'Enter') settle()
        if (event.altKey && event.key === 'ArrowDown') setIsOpen(true)
      }}
      error={isUnread ? t('app.date.unread', { example: writeDate(today(), language) }) : error}
      rightSectionPointerEvents="all"
      rightSection={calendar}
    />
  )
}

/** Whether something has been so once. */
function useEver(isSo: boolean): boolean {
  const [was, setWas] = useState(isSo)
  if (isSo && !was) setWas(true)
  return was || isSo
}
