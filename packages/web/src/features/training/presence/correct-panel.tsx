import '../../../ui/panel-styles.ts'
import { Radio, Stack, Text, Textarea } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useTexts } from '../../../app/i18n.ts'
import { PanelForm } from '../../../ui/form.tsx'
import { SlideOver } from '../../../ui/slide-over.tsx'
import { formatTime } from '../../../ui/when.ts'
import { useMe } from '../../people/auth/queries.ts'
import { nameOf } from './presence-people.tsx'
import { correctPresence, type EventPresence, type PresenceCheck } from './queries.ts'

interface CorrectPanelProps {
  presence: EventPresence
  person: EventPresence['people'][number]
  check: PresenceCheck
  onClose: () => void
}

/** Says by hand whether somebody was there: what they answered stays in the history. */
export function CorrectPanel({ presence, person, check, onClose }: CorrectPanelProps) {
  const { t, language } = useTexts()
  const zone = useMe().data?.timeZone ?? presence.timeZone
  const answer = person.answers[check.id]
  const form = useForm({ initialValues: { is: answer?.isPresent === false ? 'no' : 'yes', note: '' } })
  const timeOf = (instant: string) => formatTime(instant, zone, language)
  return (
    <SlideOver title={t('presence.correct')} onClose={onClose}>
      <PanelForm
        form={form}
        hasMore
        submitLabel={t('app.save')}
        onCancel={onClose}
        onSubmit={async ({ is, note }) => {
          const target = { checkId: check.id, personId: person.personId }
          const isPresent = is === 'yes'
          await correctPresence(presence.eventId, target, { isPresent, note, version: answer?.version ?? 0 })
          onClose()
        }}
      >
        <Text fw={620}>
          {person.name} · {nameOf(check, timeOf, t)}
        </Text>
        {answer?.said && <Text size="sm">{answer.said}</Text>}
        <Radio.Group label={t('presence.wasThere')} {...form.getInputProps('is')}>
          <Stack gap={6} mt={4}>
            <Radio value="yes" label={t('presence.yes')} />
            <Radio value="no" label={t('presence.notThere')} />
          </Stack>
        </Radio.Group>
        <Textarea label={t('presence.note')} maxLength={500} {...form.getInputProps('note')} />
        <Text size="sm" c="dimmed">
          {t('presence.correctText')}
        </Text>
      </PanelForm>
    </SlideOver>
  )
}
