import { TextInput, type TextInputProps } from '@mantine/core'
import { useId, useState } from 'react'
import { useTexts } from '../app/i18n.ts'
import { isTime, nextQuarter, readTime } from './typed-dates.ts'

export interface TimeFieldProps
  extends Omit<TextInputProps, 'value' | 'defaultValue' | 'onChange' | 'onBlur' | 'type'> {
  /** `14:05`, or empty. */
  value?: string
  onChange?: (time: string) => void
}

const QUARTERS = Array.from({ length: 96 }, (_, at) => {
  const two = (part: number) => String(part).padStart(2, '0')
  return `${two(Math.floor(at / 4))}:${two((at % 4) * 15)}`
})

/** A time of day: typed in any way, in quarters by the arrow keys or from the list. */
export function TimeField({ value = '', onChange, error, ...props }: TimeFieldProps) {
  const { t } = useTexts()
  const [typed, setTyped] = useState<string>()
  const [isUnread, setIsUnread] = useState(false)
  const list = useId()
  const type = (text: string) => {
    setTyped(text)
    setIsUnread(false)
    // “1” on its way to 14:30 is no one o’clock.
    const read = text.trim().length >= 4 ? (readTime(text) ?? '') : ''
    if (read !== value) onChange?.(read)
  }
  const settle = () => {
    if (typed === undefined) return
    const read = readTime(typed)
    if (read === undefined && typed.trim() !== '') {
      setIsUnread(true)
      return
    }
    setTyped(undefined)
    if ((read ?? '') !== value) onChange?.(read ?? '')
  }
  const step = (direction: 1 | -1) => {
    const from = readTime(typed ?? value)
    setTyped(undefined)
    setIsUnread(false)
    onChange?.(from === undefined ? '09:00' : nextQuarter(from, direction))
  }
  return (
    <>
      <TextInput
        placeholder={t('app.time.pattern')}
        autoComplete="off"
        {...props}
        list={list}
        value={typed ?? (isTime(value) ? value : '')}
        onChange={({ currentTarget }) => type(currentTarget.value)}
        onBlur={settle}
        data-unread={isUnread || undefined}
        // Whoever comes by Tab types another one.
        onFocus={({ currentTarget }) => currentTarget.select()}
        onKeyDown={(event) => {
          if (event.key === 'Enter') settle()
          if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return
          if (event.altKey) return // the list
          event.preventDefault()
          step(event.key === 'ArrowUp' ? 1 : -1)
        }}
        error={isUnread ? t('app.time.unread') : error}
      />
      <datalist id={list}>
        {QUARTERS.map((time) => (
          <option key={time} value={time} />
        ))}
      </datalist>
    </>
  )
}
