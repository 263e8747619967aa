import '../../../ui/panel-styles.ts'
import '@mantine/core/styles/List.layer.css'
import { List, NativeSelect, NumberInput, Stack, Text, Textarea, Title } from '@mantine/core'
import type { RosterLearner } from '../../../api/client.ts'
import { useTexts } from '../../../app/i18n.ts'
import { PanelForm } from '../../../ui/form.tsx'
import { formatUnit } from '../../../ui/formats.ts'
import { SlideOver } from '../../../ui/slide-over.tsx'
import { Loaded } from '../../../ui/states.tsx'
import { useEditForm } from '../../../ui/use-edit-form.ts'
import { formatMoment } from '../../../ui/when.ts'
import { useMe } from '../../people/auth/queries.ts'
import { type Mark, useAttendanceChanges, useVerdicts } from './queries.ts'

type Attendance = RosterLearner['attendance']

const marks = ['not-set', 'present', 'partly', 'absent', 'excused'] as const

interface Values extends Record<string, unknown> {
  status: Attendance['status']
  minutes: number | string
  note: string
}

interface DetailsPanelProps {
  eventId: string
  learner: Pick<RosterLearner, 'personId' | 'name' | 'attendance'>
  isGone: boolean
  /** The event is judged: each verdict is shown with its reason. */
  hasVerdicts?: boolean
  /** Writes the mark. @throws {Problem} 412 when there is a newer one */
  onSave: (mark: Mark) => Promise<unknown>
  /** The newest mark that is known. */
  reread: () => Promise<Attendance | undefined>
  onClose: () => void
}

/** A mark with its minutes and a note, every mark that there was, and every verdict. */
export function DetailsPanel(props: DetailsPanelProps) {
  const { eventId, learner, isGone, hasVerdicts = false, onSave, reread, onClose } = props
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
          <NativeSelect
            label={t('teach.attendance')}
            data={marks.map((status) => ({
              value: status,
              label:
                status === 'not-set' ? t('sheet.statusName', { status }) : t('verdicts.byHand', { status }),
            }))}
            {...form.getInputProps('status')}
          />
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
        {hasVerdicts && (
          <>
            <Title order={3} size="h5">
              {t('verdicts.title')}
            </Title>
            <Verdicts eventId={eventId} personId={learner.personId} />
          </>
        )}
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

/** What was found of somebody, why, and by which rule; earlier verdicts stay. */
function Verdicts({ eventId, personId }: { eventId: string; personId: string }) {
  const { t, language } = useTexts()
  const zone = useMe().data?.timeZone ?? 'UTC'
  const verdicts = useVerdicts(eventId, personId)
  const momentOf = (instant: string) => formatMoment(instant, zone, language)
  return (
    <Loaded query={verdicts}>
      {({ items }) =>
        items.length === 0 ? (
          <Text c="dimmed">{t('verdicts.none')}</Text>
        ) : (
          <List size="sm">
            {items.map(({ version, reason, ruleVersion, madeAt, supersededAt }) => (
              <List.Item key={version}>
                {reason.text}
                <Text size="xs" c="dimmed">
                  {supersededAt
                    ? t('verdicts.earlier', {
                        from: momentOf(madeAt),
                        until: momentOf(supersededAt),
                        rule: ruleVersion,
                      })
                    : t('verdicts.inForce', { when: momentOf(madeAt), rule: ruleVersion })}
                </Text>
              </List.Item>
            ))}
          </List>
        )
      }
    </Loaded>
  )
}
