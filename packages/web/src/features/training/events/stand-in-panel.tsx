import '../../../ui/panel-styles.ts'
import '@mantine/core/styles/Checkbox.layer.css'
import { Checkbox, Select, Text, Textarea } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQueryClient } from '@tanstack/react-query'
import type { Event, StandIn } from '../../../api/client.ts'
import { useTexts } from '../../../app/i18n.ts'
import { PanelForm } from '../../../ui/form.tsx'
import { PeoplePicture } from '../../../ui/pictures.tsx'
import { SlideOver } from '../../../ui/slide-over.tsx'
import { Empty, Loaded } from '../../../ui/states.tsx'
import { formatSpan } from '../../../ui/when.ts'
import { useMe } from '../../people/auth/queries.ts'
import { eventsKey, standIn, useStandIns } from './queries.ts'

interface StandInPanelProps {
  event: Event
  onClose: () => void
}

/** Another instructor for one event, in one step. */
export function StandInPanel({ event, onClose }: StandInPanelProps) {
  const { t } = useTexts()
  const standIns = useStandIns(event.id)
  return (
    <SlideOver title={t('standIn.title')} onClose={onClose}>
      <Loaded query={standIns}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={t('standIn.title')} picture={<PeoplePicture />} text={t('standIn.nobody')} />
          ) : (
            <StandInForm event={event} people={items} onClose={onClose} />
          )
        }
      </Loaded>
    </SlideOver>
  )
}

function StandInForm({ event, people, onClose }: StandInPanelProps & { people: StandIn[] }) {
  const { t } = useTexts()
  const client = useQueryClient()
  const form = useForm({
    initialValues: {
      personId: '',
      insteadOf: '',
      reason: '',
      overlapReason: '',
      instructorIds: '',
      tellsLearners: false,
    },
  })
  const { insteadOf, personId } = form.values
  const chosen = people.find((person) => person.id === personId)
  const isBusy = chosen !== undefined && chosen.busy.length > 0
  const save = async (values: typeof form.values) => {
    await standIn(event.id, {
      personId: values.personId,
      tellsLearners: values.tellsLearners,
      ...(values.insteadOf ? { insteadOf: values.insteadOf } : {}),
      ...(values.reason ? { reason: values.reason } : {}),
      ...(isBusy && values.overlapReason ? { overlapReason: values.overlapReason } : {}),
    })
    await client.invalidateQueries({ queryKey: eventsKey })
    onClose()
  }
  const free = people.filter((person) => person.busy.length === 0)
  const busy = people.filter((person) => person.busy.length > 0)
  const optionsOf = (group: StandIn[]) => group.map(({ id, name }) => ({ value: id, label: name }))
  return (
    <PanelForm form={form} submitLabel={t('standIn.submit')} onSubmit={save} onCancel={onClose}>
      <Text>{t('standIn.text')}</Text>
      {event.instructors.length > 1 && (
        <Select
          label={t('standIn.insteadOf')}
          data={[
            { value: '', label: t('standIn.everybody') },
            ...event.instructors.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          allowDeselect={false}
          {...form.getInputProps('insteadOf')}
          value={insteadOf}
        />
      )}
      <Select
        label={t('standIn.person')}
        required
        withAsterisk={false}
        searchable
        data={[
          ...(free.length > 0 ? [{ group: t('standIn.free'), items: optionsOf(free) }] : []),
          ...(busy.length > 0 ? [{ group: t('standIn.busy'), items: optionsOf(busy) }] : []),
        ]}
        data-autofocus
        {...form.getInputProps('personId')}
        value={personId || null}
        onChange={(id) => form.setValues({ personId: id ?? '', overlapReason: '' })}
        error={form.errors.personId ?? form.errors.instructorIds}
      />
      {isBusy && (
        <>
          <BusyWith person={chosen} />
          <Textarea
            label={t('overlap.reason')}
            description={t('overlap.reasonHelp')}
            autosize
            minRows={2}
            maxLength={500}
            {...form.getInputProps('overlapReason')}
          />
        </>
      )}
      <Textarea
        label={t('standIn.reason')}
        description={t('standIn.reasonHelp')}
        autosize
        minRows={1}
        maxLength={500}
        {...form.getInputProps('reason')}
      />
      <Checkbox
        label={t('standIn.tellsLearners')}
        {...form.getInputProps('tellsLearners', { type: 'checkbox' })}
      />
    </PanelForm>
  )
}

function BusyWith({ person }: { person: StandIn }) {
  const { t, language } = useTexts()
  const zone = useMe().data?.timeZone ?? 'UTC'
  return (
    <div role="status">
      {person.busy.map((other) => (
        <Text key={other.eventId} size="sm">
          {t('standIn.teaches', {
            event: other.eventName,
            course: other.courseName,
            when: formatSpan(other, zone, language),
          })}
        </Text>
      ))}
    </div>
  )
}
