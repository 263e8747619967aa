import { TextInput } from '@mantine/core'
import type { ReactNode } from 'react'
import { cityOf } from './when.ts'
import { toInstant, toWall } from './zoned.ts'

interface MomentInputProps {
  label: string
  description?: string
  error?: ReactNode
  /** RFC 3339, or empty. */
  value?: string
  onChange: (value: string) => void
  /** In which the moment is told and typed. */
  timeZone: string
}

/** A date with a time; its label names the zone. */
export function MomentInput({ label, value = '', onChange, timeZone, ...props }: MomentInputProps) {
  return (
    <TextInput
      {...props}
      label={`${label} (${cityOf(timeZone)})`}
      type="datetime-local"
      value={value && toWall(value, timeZone)}
      onChange={({ currentTarget }) =>
        onChange(currentTarget.value ? toInstant(currentTarget.value, timeZone) : '')
      }
    />
  )
}
