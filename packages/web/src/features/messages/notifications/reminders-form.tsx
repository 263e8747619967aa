import { Button, Group, NumberInput, Stack, Text } from '@mantine/core'
import { useTexts } from '../../../app/i18n.ts'
import { Select } from '../../../ui/select.tsx'

const units = { minutes: 1, hours: 60, days: 1440 } as const
type Unit = keyof typeof units
const MOST = 6

/** A time before the start, as somebody types it. */
export interface Offset {
  readonly id: number
  readonly amount: number
  readonly unit: Unit
}

/** @param minutes before the start, in the largest unit that fits */
export function toOffset(minutes: number, id: number): Offset {
  const unit = (['days', 'hours', 'minutes'] as const).find((candidate) => minutes % units[candidate] === 0)
  return { id, amount: minutes / units[unit ?? 'minutes'], unit: unit ?? 'minutes' }
}

export const toMinutes = ({ amount, unit }: Offset): number => Math.round(amount * units[unit])

/** When people are reminded before an event. */
export function RemindersForm({
  offsets,
  onChange,
}: {
  offsets: readonly Offset[]
  onChange: (offsets: Offset[]) => void
}) {
  const { t } = useTexts()
  const change = (changed: Offset) =>
    onChange(offsets.map((offset) => (offset.id === changed.id ? changed : offset)))
  const nextId = Math.max(0, ...offsets.map(({ id }) => id)) + 1
  return (
    <Stack gap="xs" align="flex-start">
      {offsets.length === 0 && <Text>{t('notices.noReminders')}</Text>}
      {offsets.map((offset, index) => {
        const number = index + 1
        return (
          <Group key={offset.id} gap="xs">
            <NumberInput
              aria-label={t('notices.reminderOf', { number })}
              value={offset.amount}
              onChange={(amount) => change({ ...offset, amount: Number(amount) || 1 })}
              min={1}
              max={999}
              allowDecimal={false}
              w={76}
            />
            <Select
              aria-label={t('notices.unitOf', { number })}
              data={(Object.keys(units) as Unit[]).map((unit) => ({
                value: unit,
                label: t('notices.unit', { unit }),
              }))}
              value={offset.unit}
              allowDeselect={false}
              onChange={(unit) => unit && change({ ...offset, unit: unit as Unit })}
              style={{ flex: '0 1 190px', minWidth: 110 }}
            />
            <Button
              variant="default"
              aria-label={t('notices.removeReminder', { number })}
              onClick={() => onChange(offsets.filter(({ id }) => id !== offset.id))}
            >
              {t('app.remove')}
            </Button>
          </Group>
        )
      })}
      {offsets.length < MOST && (
        <Button
          variant="default"
          onClick={() => onChange([...offsets, { id: nextId, amount: 10, unit: 'minutes' }])}
        >
          {t('notices.addReminder')}
        </Button>
      )}
    </Stack>
  )
}
