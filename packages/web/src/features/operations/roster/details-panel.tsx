import '../../../ui/panel-styles.ts'
import '@mantine/core/styles/List.layer.css'
import { List, NumberInput, Stack, Text, Textarea, Title } from '@mantine/core'
import type { RosterLearner } from '../../../api/client.ts'
import { useTexts } from '../../../app/i18n.ts'
import { PanelForm } from '../../../ui/form.tsx'
import { formatUnit } from '../../../ui/formats.ts'
import { SlideOver } from '../../../ui/slide-over.tsx'
import { Loaded } from '../../../ui/states.tsx'
import { useEditForm } from '../../../ui/use-edit-form.ts'
import { formatMoment } from '../../../ui/when.ts'
import { useMe } from '../../people/auth/queries.ts'
import { type Mark, useAttendanceChanges } from './queries.ts'

type Attendance = RosterLearner['attendance']

interface Values extends Record<string, unknown> {
  /** Is shown, and set in the sheet. */
  status: Attendance['status']
  minutes: number | string
  note: string
}

interface DetailsPanelProps {
  eventId: string
  learner: RosterLearner
  isGone: boolean
  /** Writes the mark. @throws {Problem} 412 when there is a newer one */
  onSave: (mark: Mark) => Promise<unknown>
  /** The newest mark that is known. */
  reread: () => Promise<Attendance | undefined>
  onClose: () => void
}

/** Minutes and a note beside a mark, and every mark that there was. */
export function DetailsPanel({ eventId, learner, isGone, onSave, reread, onClose }: DetailsPanelProps) {
  const { t } = useTexts()
  const { attendance, name, personId } = learner
  const { form, meanwhile, save } = useEditForm<Attendance, Values, Omit<Mark, 'personId' | 'version'>>({
    thing: attendance,
    isGone,
    toValues: (mark) => ({
      status: mark?.status ?? 'not-set',
      minutes: mark?.minutes ?? '',
      note: mark?.note ?? '',
    }),
    toBody: ({ status, minutes, note }) => ({
      status,
      minutes: minutes === '' ? null : Number(minutes),
      note: note.trim(),
    }),
    parts: {
      status: { label: t('teach.attendance'), show: ({ status }) => t('sheet.statusName', { status }) },
      minutes: { label: t('sheet.minutes') },
      note: { label: t('sheet.note') },
    },
    reread,
    // A mark is one: its parts are written together.
    change: ({ version }, _, whole) => onSave({ personId, version, ...whole }),
    onDone: onClose,
  })
  return (
    <SlideOver title={t('sheet.detailsOf', { name })} onClose={onClose}>
      <Stack gap="md">
        <PanelForm
          form={form}
          submitLabel={t('app.save')}
          onSubmit={save}
          onCancel={onClose}
          meanwhile={meanwhile}
        >
          <Text>{t('sheet.statusName', { status: form.values.status })}</Text>
          <NumberInput
            label={t('sheet.minutes')}
            description={t('sheet.minutesHelp')}
            min={0}
            max={1440}
            allowDecimal={false}
            allowNegative={false}
            clampBehavior="strict"
            data-autofocus
            {...form.getInputProps('minutes')}
          />
          <Textarea
            label={t('sheet.note')}
            autosize
            minRows={2}
            maxLength={500}
            {...form.getInputProps('note')}
          />
        </PanelForm>
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
                {t(change.changedBy ? 'sheet.changeBy' : 'sheet.change', {
                  when: formatMoment(change.changedAt, zone, language),
                  status: t('sheet.statusName', { status: change.status }),
                  by: change.changedBy ?? '',
                })}
                {change.minutes !== null && ` · ${formatUnit(change.minutes, 'minute', language)}`}
                {change.note && ` · ${change.note}`}
              </List.Item>
            ))}
          </List>
        )
      }
    </Loaded>
  )
}
