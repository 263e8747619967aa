import '../../ui/panel-styles.ts'
import { Alert, Select, SimpleGrid, Stack, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { ConferencingTool, Event } from '../../api/client.ts'
import { useTexts } from '../../app/i18n.ts'
import { PanelForm } from '../../ui/form.tsx'
import { SlideOver } from '../../ui/slide-over.tsx'
import { Loaded } from '../../ui/states.tsx'
import { ZoneSelect } from '../../ui/zone-select.tsx'
import { InstructorsField } from '../instructors/instructors-field.tsx'
import { useMe } from '../login/queries.ts'
import { ChangePreview } from '../previews/change-preview.tsx'
import type { PreviewRequest } from '../previews/queries.ts'
import { breakNames, type DetailValues, toDetailFields, toDetailValues } from './event-details.ts'
import { MoreFields } from './more-fields.tsx'
import { PlannedWhen } from './planned-when.tsx'
import { changeEvent, type EventFields, eventsKey, scheduleEvent, useConferencingTools } from './queries.ts'
import { toWallTimes } from './wall-times.ts'

type Values = DetailValues & {
  name: string
  description: string
  date: string
  startTime: string
  endTime: string
  timeZone: string
  appId: string
  accountId: string
}

export function NewEventPanel({ sessionId, onClose }: { sessionId: string; onClose: () => void }) {
  const { t } = useTexts()
  const zone = useMe().data?.timeZone ?? 'UTC'
  const initial = {
    name: '',
    description: '',
    date: '',
    startTime: '',
    endTime: '',
    timeZone: zone,
    appId: '',
    accountId: '',
    ...toDetailValues(),
  }
  return (
    <SlideOver title={t('events.new')} onClose={onClose}>
      <EventForm
        initial={initial}
        submitLabel={t('app.create')}
        onSave={(body) => scheduleEvent(sessionId, body)}
        toRequest={(body) => ({ action: 'plan-event', sessionId, ...body })}
        onClose={onClose}
      />
    </SlideOver>
  )
}

export function EditEventPanel({ event, onClose }: { event: Event; onClose: () => void }) {
  const { t } = useTexts()
  const [date = '', startTime = ''] = event.startsWall.split('T')
  const initial: Values = {
    name: event.name,
    description: event.description,
    date,
    startTime,
    endTime: event.endsWall.split('T')[1] ?? '',
    timeZone: event.timeZone,
    appId: event.tool?.appId ?? '',
    accountId: event.tool?.accountId ?? '',
    ...toDetailValues(event),
  }
  return (
    <SlideOver title={t('events.edit')} onClose={onClose}>
      <EventForm
        initial={initial}
        instructors={event.instructors}
        submitLabel={t('app.save')}
        onSave={(body) => changeEvent(event, body)}
        toRequest={(body) => ({ action: 'change-event', eventId: event.id, version: event.version, ...body })}
        onClose={onClose}
      />
    </SlideOver>
  )
}

interface EventFormProps {
  initial: Values
  /** Who teaches it now. */
  instructors?: Event['instructors']
  submitLabel: string
  onSave: (body: EventFields) => Promise<Event>
  /** How a preview of it is asked for. */
  toRequest: (body: EventFields) => PreviewRequest
  onClose: () => void
}

function EventForm(props: EventFormProps) {
  const tools = useConferencingTools()
  return <Loaded query={tools}>{({ items }) => <LoadedForm {...props} tools={items} />}</Loaded>
}

function LoadedForm({
  initial,
  instructors = [],
  submitLabel,
  onSave,
  toRequest,
  onClose,
  tools,
}: EventFormProps & { tools: ConferencingTool[] }) {
  const { t, language } = useTexts()
  const client = useQueryClient()
  const form = useForm<Values>({ initialValues: initial })
  const { date, startTime, endTime, appId } = form.values
  const wall = toWallTimes(date, startTime, endTime)
  const tool = tools.find((candidate) => candidate.appId === appId)
  const [quiet, setQuiet] = useState(false)
  const toBody = (values: Values): EventFields => ({
    name: values.name,
    description: values.description,
    startsWall: wall.startsWall,
    endsWall: wall.endsWall,
    timeZone: values.timeZone,
    accountId: values.appId && values.accountId ? values.accountId : null,
    ...toDetailFields(values, values),
  })
  const isComplete = form.values.name.trim() && date && startTime && endTime && form.isDirty()
  const submit = async (values: Values) => {
    await onSave({ ...toBody(values), quiet })
    await client.invalidateQueries({ queryKey: eventsKey })
    await client.invalidateQueries({ queryKey: ['sessions'] })
    onClose()
  }
  const chooseTool = (chosen: string | null) => {
    const usable =
      tools.find((candidate) => candidate.appId === chosen)?.accounts.filter((account) => account.usable) ??
      []
    form.setValues({ appId: chosen ?? '', accountId: usable.length === 1 ? (usable[0]?.id ?? '') : '' })
  }
  const take = (change: Record<string, string>) => {
    const [date, startTime] = change.startsWall?.split('T') ?? []
    const endTime = change.endsWall?.split('T')[1]
    if (date && startTime && endTime) form.setValues({ date, startTime, endTime })
    if (change.accountId) form.setFieldValue('accountId', change.accountId)
  }
  // The server speaks of startsWall and endsWall; here they stand at the fields that they are made of.
  const errorAt = (...names: string[]) => names.map((name) => form.errors[name]).find(Boolean)
  return (
    <PanelForm
      form={withServerNames(form)}
      submitLabel={submitLabel}
      onSubmit={submit}
      onCancel={onClose}
      onSuggestion={take}
      deepNames={breakNames(form.values)}
      onReload={() => client.invalidateQueries({ queryKey: eventsKey }).then(onClose)}
    >
      <TextInput
        label={t('events.name')}
        required
        withAsterisk={false}
        maxLength={200}
        data-autofocus
        {...form.getInputProps('name')}
      />
      <TextInput
        label={t('events.date')}
        type="date"
        required
        withAsterisk={false}
        {...form.getInputProps('date')}
        error={errorAt('startsWall')}
      />
      <SimpleGrid cols={2}>
        <TextInput
          label={t('events.startTime')}
          type="time"
          required
          withAsterisk={false}
          {...form.getInputProps('startTime')}
          error={Boolean(errorAt('startsWall'))}
        />
        <TextInput
          label={t('events.endTime')}
          type="time"
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
      <Select
        label={t('events.tool')}
        placeholder={t('events.noTool')}
        clearable
        data={tools.map((entry) => ({ value: entry.appId, label: entry.name[language] }))}
        value={appId || null}
        onChange={chooseTool}
      />
      {tool && tool.accounts.length === 0 && (
        <Alert color="orange" variant="outline">
          {t('events.noAccounts')}
        </Alert>
      )}
      {tool && tool.accounts.length > 0 && (
        <Stack gap={4}>
          <Select
            label={t('events.account')}
            required
            withAsterisk={false}
            allowDeselect={false}
            data={tool.accounts.map((account) => ({
              value: account.id,
              label: account.name,
              disabled: !account.usable && account.id !== initial.accountId,
            }))}
            {...form.getInputProps('accountId')}
            value={form.values.accountId || null}
          />
          {tool.accounts
            .filter((account) => account.reason)
            .map((account) => (
              <Text key={account.id} size="sm" c="dimmed">
                {account.reason?.text}
              </Text>
            ))}
        </Stack>
      )}
      <TextInput
        label={t('events.place')}
        description={t('events.placeHelp')}
        maxLength={300}
        {...form.getInputProps('place')}
      />
      <InstructorsField
        form={form}
        label={t('events.ownInstructors')}
        description={t('events.ownInstructorsHelp')}
        known={instructors}
      />
      <MoreFields form={form} />
      <ChangePreview
        // What was refused stands at its field already.
        request={isComplete && Object.keys(form.errors).length === 0 ? toRequest(toBody(form.values)) : null}
        quiet={{ value: quiet, onChange: setQuiet }}
      />
    </PanelForm>
  )
}

/** Fields that only the server knows count as known, so that their sentences stand at our fields. */
function withServerNames<T extends { getValues: () => Values }>(form: T): T {
  return { ...form, getValues: () => ({ ...form.getValues(), startsWall: '', endsWall: '' }) }
}
