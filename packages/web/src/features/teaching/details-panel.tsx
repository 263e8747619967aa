import '../../ui/panel-styles.ts'
import '@mantine/core/styles/List.layer.css'
import { Button, Group, List, NumberInput, Stack, Text, Textarea, Title } from '@mantine/core'
import { useState } from 'react'
import type { RosterLearner } from '../../api/client.ts'
import { useTexts } from '../../app/i18n.ts'
import { SlideOver } from '../../ui/slide-over.tsx'
import { Loaded } from '../../ui/states.tsx'
import { formatMoment } from '../../ui/when.ts'
import { useMe } from '../login/queries.ts'
import type { Wanted } from './marking.ts'
import { useAttendanceChanges } from './queries.ts'

interface DetailsPanelProps {
  eventId: string
  learner: RosterLearner
  onSave: (wanted: Wanted) => void
  onClose: () => void
}

/** Minutes and a note beside a mark, and every mark that there was. */
export function DetailsPanel({ eventId, learner, onSave, onClose }: DetailsPanelProps) {
  const { t } = useTexts()
  const { attendance, name } = learner
  const [minutes, setMinutes] = useState<number | string>(attendance.minutes ?? '')
  const [note, setNote] = useState(attendance.note)
  const save = () => {
    onSave({ status: attendance.status, minutes: minutes === '' ? null : Number(minutes), note: note.trim() })
    onClose()
  }
  return (
    <SlideOver title={t('sheet.detailsOf', { name })} onClose={onClose}>
      <Stack gap="md">
        <Text>{t(`sheet.${attendance.status}`)}</Text>
        <NumberInput
          label={t('sheet.minutes')}
          description={t('sheet.minutesHelp')}
          min={0}
          max={1440}
          allowDecimal={false}
          allowNegative={false}
          clampBehavior="strict"
          value={minutes}
          onChange={setMinutes}
          data-autofocus
        />
        <Textarea
          label={t('sheet.note')}
          autosize
          minRows={2}
          maxLength={500}
          value={note}
          onChange={(e) => setNote(e.currentTarget.value)}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('app.cancel')}
          </Button>
          <Button onClick={save}>{t('app.save')}</Button>
        </Group>
        <Title order={3} size="h5">
          {t('sheet.history')}
        </Title>
        <Changes eventId={eventId} personId={learner.personId} />
      </Stack>
    </SlideOver>
  )
}

function Changes({ eventId, personId }: { eventId: string; personId: string }) {
  const { t, language } = useTexts()
  const zone = useMe().data?.timeZone ?? 'UTC'
  const changes = useAttendanceChanges(eventId, personId)
  return (
    <Loaded query={changes}>
      {({ items }) =>
        items.length === 0 ? (
          <Text c="dimmed">{t('sheet.noHistory')}</Text>
        ) : (
          <List size="sm">
            {items.map((change) => (
              <List.Item key={change.version}>
                {t('sheet.change', {
                  when: formatMoment(change.changedAt, zone, language),
                  status: t(`sheet.${change.status}`),
                })}
                {change.changedBy && `, ${t('sheet.by', { name: change.changedBy })}`}
                {change.minutes !== null && ` · ${change.minutes} min`}
                {change.note && ` · ${change.note}`}
              </List.Item>
            ))}
          </List>
        )
      }
    </Loaded>
  )
}
