import '../../../ui/panel-styles.ts'
import { Alert, Select, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import type { ConferencingTool, Event } from '../../../api/client.ts'
import { serverNow } from '../../../api/clock.ts'
import { type Language, type Translate, useTexts } from '../../../app/i18n.ts'
import { PanelForm } from '../../../ui/form.tsx'
import { merge, type Part, type Parts } from '../../../ui/merge.ts'
import { SlideOver } from '../../../ui/slide-over.tsx'
import { Loaded, Loading } from '../../../ui/states.tsx'
import { useEditForm } from '../../../ui/use-edit-form.ts'
import { formatDay } from '../../../ui/when.ts'
import { useMe } from '../../people/auth/queries.ts'
import type { SwitchedOption } from '../../rooms/accounts/option-values.ts'
import { useConferencingTools } from '../../rooms/tools/queries.ts'
import { AS_USUAL, NOWHERE } from '../../rooms/tools/spare-choice.ts'
import { useSpareChoices } from '../../rooms/tools/use-spare-choices.ts'
import { ChangePreview } from '../previews/change-preview.tsx'
import type { PreviewRequest } from '../previews/queries.ts'
import { useSession } from '../sessions/queries.ts'
import { InstructorsField, useNames } from '../teaching/instructors-field.tsx'
import { AccountSelect } from './account-select.tsx'
import { type DetailValues, toDetailFields, toDetailValues } from './event-details.ts'
import { MoreFields } from './more-fields.tsx'
import { defaultsOf, type NewEventDefaults } from './new-event.ts'
import { changeEvent, type EventFields, eventsKey, rereadEvent, scheduleEvent } from './queries.ts'
import { RoomOptions } from './room-options.tsx'
import { useLastEvent } from './use-last-event.ts'
import { toWallTimes } from './wall-times.ts'
import { WhenFields } from './when-fields.tsx'

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
  return (
    <SlideOver title={t('events.new')} onClose={onClose}>
      <EventForm sessionId={sessionId} onClose={onClose} />
    </SlideOver>
  )
}

interface EditEventPanelProps {
  event: Event
  change?: ChangesEvent
  onClose: () => void
}

export function EditEventPanel({ event, change, onClose }: EditEventPanelProps) {
  const { t } = useTexts()
  return (
    <SlideOver title={t('events.edit')} onClose={onClose}>
      <EventForm
        event={event}
        sessionId={event.sessionId}
        {...(change ? { change } : {})}
        onClose={onClose}
      />
    </SlideOver>
  )
}

/** What is known of a new event before its form opens, such as where on the board it was drawn. */
export interface NewEventValues
  extends Partial<Pick<Values, 'date' | 'startTime' | 'endTime' | 'timeZone' | 'place' | 'accountId'>> {
  instructors?: readonly { id: string; name: string }[]
}

/** Changes an event that was opened in another way than for good. */
export type ChangesEvent = (opened: Event, fields: Partial<EventFields>, quiet: boolean) => Promise<unknown>

interface EventFormProps {
  /** Left out = a new one. */
  event?: Event
  sessionId: string
  initial?: NewEventValues
  /** Takes a new event in place of planning it for good. */
  plan?: (fields: EventFields, quiet: boolean) => Promise<unknown>
  change?: ChangesEvent
  submitLabel?: string
  onClose: () => void
}

/** The form of an event, for whatever panel it stands in. */
export function EventForm(props: EventFormProps) {
  const tools = useConferencingTools()
  return (
    <Loaded query={tools}>
      {({ items }) =>
        props.event ? <LoadedForm {...props} tools={items} /> : <NewForm {...props} tools={items} />
      }
    </Loaded>
  )
}

/** What a new event of a session begins with. */
interface Begun {
  readonly sessionId: string
  readonly defaults: NewEventDefaults
  readonly last: Event | undefined
}

type LoadedProps = EventFormProps & { tools: ConferencingTool[]; begun?: Begun }

/** A new event is like the last one: the form waits until that is known. */
function NewForm(props: LoadedProps) {
  const { sessionId, tools, initial } = props
  const ownZone = useMe().data?.timeZone ?? 'UTC'
  const { last, isKnown } = useLastEvent(sessionId)
  // It stays, whatever the clock does and others plan while it is filled in, until another session is chosen.
  const [begun, setBegun] = useState<Begun>()
  if (isKnown && begun?.sessionId !== sessionId) {
    const defaults = withInitial(defaultsOf(last, tools, ownZone, serverNow()), initial, tools)
    setBegun({ sessionId, defaults, last })
  }
  return begun ? <LoadedForm {...props} begun={begun} /> : <Loading />
}

/** @param tools where the app of an account stands */
function withInitial(
  defaults: NewEventDefaults,
  initial: NewEventValues | undefined,
  tools: readonly ConferencingTool[],
): NewEventDefaults {
  if (!initial) return defaults
  const { instructors = [], ...fields } = initial
  const tool = tools.find(({ accounts }) => accounts.some(({ id }) => id === fields.accountId))
  return {
    ...defaults,
    ...fields,
    accountId: (tool && fields.accountId) ?? defaults.accountId,
    appId: tool?.appId ?? defaults.appId,
    ...(instructors.length > 0 ? { instructorIds: instructors.map(({ id }) => id) } : {}),
  }
}

function toValues(event: Event | undefined, defaults: NewEventDefaults | undefined): Values {
  const [date = '', startTime = ''] = event?.startsWall.split('T') ?? []
  if (!event && defaults) return { ...toDetailValues(), name: '', description: '', ...defaults }
  return {
    name: event?.name ?? '',
    description: event?.description ?? '',
    date,
    startTime,
    endTime: event?.endsWall.split('T')[1] ?? '',
    timeZone: event?.timeZone ?? 'UTC',
    appId: event?.tool?.appId ?? '',
    accountId: event?.tool?.accountId ?? '',
    ...toDetailValues(event),
  }
}

function toBody(values: Values): EventFields {
  const hasTool = values.appId !== '' && values.accountId !== ''
  const { startsWall, endsWall } = toWallTimes(values.date, values.startTime, values.endTime)
  return {
    name: values.name,
    description: values.description,
    startsWall,
    endsWall,
    timeZone: values.timeZone,
    accountId: hasTool ? values.accountId : null,
    ...toDetailFields(hasTool ? values : { ...values, spare: NOWHERE }, values),
  }
}

/** @param toolOf the words for an app and an account */
function partsOf(
  { t, language }: { t: Translate; language: Language },
  toolOf: (values: Values) => string,
  namesOf: (ids: string[]) => string,
  spareOf: (choice: string) => string,
): Parts<Values> {
  // Times and breaks only make sense together: half of one person's and half of the other's is nobody's plan.
  const when: Part<Values> = { label: t('events.when'), show: (values) => whenInWords(values, t, language) }
  const tool: Part<Values> = { label: t('events.tool'), show: toolOf }
  return {
    name: { label: t('events.name') },
    description: { label: t('course.description') },
    date: when,
    startTime: when,
    endTime: when,
    timeZone: when,
    breaks: when,
    appId: tool,
    accountId: tool,
    spare: { label: t('spare.title'), show: ({ spare }) => spareOf(spare) },
    place: { label: t('events.place') },
    instructorIds: {
      label: t('events.ownInstructors'),
      isSet: true,
      show: ({ instructorIds }) => namesOf(instructorIds),
    },
    overlapReason: { label: t('overlap.reason') },
    joinOpensMinutes: { label: t('events.joinOpens') },
    showsRecording: {
      label: t('events.showsRecording'),
      show: ({ showsRecording: value }) => t('events.showsRecordingChoice', { value }),
    },
    roomOptions: {
      label: t('options.title'),
      each: (option) => t('options.name', { option: option as SwitchedOption }),
    },
    breakoutGroups: { label: t('options.groups') },
  }
}

function whenInWords(
  { date, startTime, endTime, timeZone, breaks }: Values,
  t: Translate,
  language: Language,
): string {
  const pauses = breaks.map((pause) => `${pause.startTime}–${pause.endTime}`)
  const day = date && formatDay(`${date}T12:00:00Z`, 'UTC', language)
  const times = `${day}, ${startTime}–${endTime} (${timeZone})`
  return pauses.length > 0 ? t('events.timesWithBreaks', { times, breaks: pauses }) : times
}

function LoadedForm({
  event,
  sessionId,
  initial,
  plan,
  change,
  submitLabel,
  onClose,
  tools,
  begun,
}: LoadedProps) {
  const { t, language } = useTexts()
  const client = useQueryClient()
  const [quiet, setQuiet] = useState(false)
  const courseId = useSession(sessionId).data?.courseId
  const { learn, namesOf } = useNames([
    ...((event ?? begun?.last)?.instructors ?? []),
    ...(initial?.instructors ?? []),
  ])
  const { wordsOf: spareOf } = useSpareChoices()
  const toolOf = ({ appId, accountId }: Values) => {
    const tool = tools.find((candidate) => candidate.appId === appId)
    const account = tool?.accounts.find((candidate) => candidate.id === accountId)
    return [tool?.name[language], account?.name].filter(Boolean).join(' · ') || t('events.noTool')
  }
  const parts = partsOf({ t, language }, toolOf, namesOf, spareOf)
  const { form, meanwhile, touched, save } = useEditForm<Event, Values, EventFields>({
    thing: event,
    toValues: (known) => toValues(known, begun?.defaults),
    toBody,
    parts,
    reread: async ({ id }) => {
      const newest = await rereadEvent(id)
      learn(newest.instructors)
      return newest
    },
    create: (body) => (plan ? plan(body, quiet) : scheduleEvent(sessionId, { ...body, quiet })),
    change: (opened, fields) =>
      change ? change(opened, fields, quiet) : changeEvent(opened, { ...fields, quiet }),
    onDone: async () => {
      await client.invalidateQueries({ queryKey: eventsKey })
      await client.invalidateQueries({ queryKey: ['sessions'] })
      onClose()
    },
  })
  // Another session was chosen: what nobody has touched is as its last event was.
  const before = useRef(begun)
  useEffect(() => {
    if (begun === before.current) return
    const was = toValues(undefined, before.current?.defaults)
    const next = toValues(undefined, begun?.defaults)
    before.current = begun
    form.setInitialValues(next)
    form.setValues(merge(parts, was, form.getValues(), next).values)
  })
  const { date, startTime, endTime, appId } = form.values
  const wall = toWallTimes(date, startTime, endTime)
  const tool = tools.find((candidate) => candidate.appId === appId)
  const account = tool?.accounts.find(({ id }) => id === form.values.accountId)
  const isComplete = form.values.name.trim() && date && startTime && endTime && form.isDirty()
  const preview: PreviewRequest = event
    ? { action: 'change-event', eventId: event.id, version: event.version, ...touched }
    : { action: 'plan-event', sessionId, ...toBody(form.values) }
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
    if (change.accountId) {
      // It may be of another tool than the one that was refused.
      const tool = tools.find(({ accounts }) => accounts.some(({ id }) => id === change.accountId))
      form.setValues({ accountId: change.accountId, ...(tool ? { appId: tool.appId } : {}) })
    }
    if (change.spareAccountId) form.setFieldValue('spare', change.spareAccountId)
  }
  // The server speaks of startsWall and endsWall; here they stand at the fields that they are made of.
  const errorAt = (...names: string[]) => names.map((name) => form.errors[name]).find(Boolean)
  return (
    <PanelForm
      form={form}
      submitLabel={submitLabel ?? t(event ? 'app.save' : 'app.create')}
      onSubmit={save}
      onCancel={onClose}
      meanwhile={meanwhile}
      onSuggestion={take}
    >
      <TextInput
        label={t('events.name')}
        required
        withAsterisk={false}
        maxLength={200}
        data-autofocus
        {...form.getInputProps('name')}
      />
      <WhenFields form={form} wall={wall} errorAt={errorAt} />
      <Select
        label={t('events.tool')}
        placeholder={t('events.noTool')}
        clearable
        allowDeselect={false}
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
        <AccountSelect
          label={t('events.account')}
          required
          withAsterisk={false}
          appId={appId}
          wish={{ ...wall, timeZone: form.values.timeZone, courseId, eventId: event?.id }}
          keptId={event?.tool?.accountId}
          value={form.values.accountId}
          onChange={(accountId) => form.setFieldValue('accountId', accountId)}
          error={errorAt('accountId')}
        />
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
        names={namesOf}
        onFound={learn}
      />
      {tool && <RoomOptions form={form} courseId={courseId} account={account} tool={tool.name[language]} />}
      <MoreFields form={form} isOpen={form.errors.spareAccountId !== undefined}>
        {tool && (
          <AccountSelect
            label={t('spare.title')}
            description={t('spare.help')}
            others={[...(event ? [] : [AS_USUAL]), NOWHERE].map((value) => ({
              value,
              label: spareOf(value),
            }))}
            without={form.values.accountId}
            wish={{ ...wall, timeZone: form.values.timeZone, courseId, eventId: event?.id }}
            keptId={event?.spare?.accountId}
            value={form.values.spare}
            onChange={(spare) => form.setFieldValue('spare', spare)}
            error={errorAt('spareAccountId')}
          />
        )}
      </MoreFields>
      <ChangePreview
        // What was refused stands at its field already.
        request={isComplete && Object.keys(form.errors).length === 0 ? preview : null}
        quiet={{ value: quiet, onChange: setQuiet }}
      />
    </PanelForm>
  )
}
