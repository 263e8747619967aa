import { SimpleGrid, Text } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import type { ReactNode } from 'react'
import { useTexts } from '../../../app/i18n.ts'
import { DateField } from '../../../ui/date-field.tsx'
import { TimeField } from '../../../ui/time-field.tsx'
import { ZoneSelect } from '../../../ui/zone-select.tsx'
import { PlannedWhen } from './planned-when.tsx'
import type { toWallTimes } from './wall-times.ts'

interface When extends Record<string, unknown> {
  date: string
  startTime: string
  endTime: string
  timeZone: string
}

interface WhenFieldsProps<Values extends When> {
  form: UseFormReturnType<Values>
  wall: ReturnType<typeof toWallTimes>
  errorAt: (name: string) => ReactNode
}

/** When an event is, by the clocks of its zone, and by one's own. */
export function WhenFields<Values extends When>({ form, wall, errorAt }: WhenFieldsProps<Values>) {
  const { t } = useTexts()
  return (
    <>
      <DateField
        label={t('events.date')}
        required
        withAsterisk={false}
        {...form.getInputProps('date')}
        error={errorAt('startsWall')}
      />
      <SimpleGrid cols={2}>
        <TimeField
          label={t('events.startTime')}
          required
          withAsterisk={false}
          {...form.getInputProps('startTime')}
          error={Boolean(errorAt('startsWall'))}
        />
        <TimeField
          label={t('events.endTime')}
          required
          withAsterisk={false}
          {...form.getInputProps('endTime')}
          error={errorAt('endsWall')}
        />
      </SimpleGrid>
      {wall.endsNextDay && (
        <Text size="sm" c="dimmed" role="status">
          {t('events.endsNextDay')}
        </Text>
      )}
      <ZoneSelect label={t('events.timeZone')} {...form.getInputProps('timeZone')} />
      <PlannedWhen startsWall={wall.startsWall} endsWall={wall.endsWall} timeZone={form.values.timeZone} />
    </>
  )
}
