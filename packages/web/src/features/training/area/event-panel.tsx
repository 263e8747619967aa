import '../../../ui/panel-styles.ts'
import { Select, SimpleGrid, Text, TextInput } from '@mantine/core'
import { useTexts } from '../../../app/i18n.ts'
import { DateField } from '../../../ui/date-field.tsx'
import { PanelForm } from '../../../ui/form.tsx'
import { SlideOver } from '../../../ui/slide-over.tsx'
import { TimeField } from '../../../ui/time-field.tsx'
import { useEditForm } from '../../../ui/use-edit-form.ts'
import { ZoneSelect } from '../../../ui/zone-select.tsx'
import { useMe } from '../../people/auth/queries.ts'
import { PlannedWhen } from '../events/planned-when.tsx'
import { toWallTimes } from '../events/wall-times.ts'
import {
  type AreaEvent,
  type AreaEventFields,
  changeAreaEvent,
  planAreaEvent,
  rereadAreaEvent,
  useAreaAccounts,
} from './queries.ts'

interface EventPanelProps {
  sessionId: string
  /** Left out = a new one. */
  event?: AreaEvent
  onClose: () => void
}

/** One date of a session of one's area. */
export function AreaEventPanel({ sessionId, event, onClose }: EventPanelProps) {
  const { t, language } = useTexts()
  const zone = useMe().data?.timeZone ?? 'UTC'
  const accounts = useAreaAccounts().data?.items ?? []
  const toValues = (known: AreaEvent | undefined) => ({
    name: known?.name ?? '',
    date: known?.startsWall.slice(0, 10) ?? '',
    startTime: known?.startsWall.slice(11) ?? '',
    endTime: known?.endsWall.slice(11) ?? '',
    timeZone: known?.timeZone ?? zone,
    place: known?.place ?? '',
    accountId: known?.accountId ?? '',
  })
  type Values = ReturnType<typeof toValues>
  const when = { label: t('events.when'), show: ({ date, startTime }: Values) => `${date} ${startTime}` }
  const nameOf = (accountId: string) =>
    accounts.find(({ id }) => id === accountId)?.name ?? event?.accountName ?? '–'
  const { form, meanwhile, save } = useEditForm<AreaEvent, Values, AreaEventFields>({
    thing: event,
    toValues,
    toBody: ({ date, startTime, endTime, accountId, ...values }) => {
      const { startsWall, endsWall } = toWallTimes(date, startTime, endTime)
      return { ...values, startsWall, endsWall, accountId: accountId || null }
    },
    parts: {
      name: { label: t('events.name') },
      date: when,
      startTime: when,
      endTime: { label: t('events.endTime') },
      timeZone: { label: t('events.timeZone') },
      place: { label: t('area.place') },
      accountId: { label: t('events.account'), show: ({ accountId }) => nameOf(accountId) },
    },
    reread: ({ id }) => rereadAreaEvent(id),
    create: (body) => planAreaEvent(sessionId, body),
    change: changeAreaEvent,
    onDone: onClose,
  })
  const { date, startTime, endTime, timeZone } = form.values
  const wall = toWallTimes(date, startTime, endTime)
  const isKept = event?.accountId && !accounts.some(({ id }) => id === event.accountId)
  return (
    <SlideOver title={t(event ? 'events.edit' : 'events.new')} onClose={onClose}>
      <PanelForm
        form={form}
        submitLabel={t(event ? 'app.save' : 'app.create')}
        onSubmit={save}
        onCancel={onClose}
        meanwhile={meanwhile}
      >
        <TextInput
          label={t('events.name')}
          required
          withAsterisk={false}
          maxLength={200}
          data-autofocus
          {...form.getInputProps('name')}
        />
        <DateField
          label={t('events.date')}
          required
          withAsterisk={false}
          {...form.getInputProps('date')}
          error={form.errors.startsWall}
        />
        <SimpleGrid cols={2}>
          <TimeField
            label={t('events.startTime')}
            required
            withAsterisk={false}
            {...form.getInputProps('startTime')}
            error={Boolean(form.errors.startsWall)}
          />
          <TimeField
            label={t('events.endTime')}
            required
            withAsterisk={false}
            {...form.getInputProps('endTime')}
            error={form.errors.endsWall}
          />
        </SimpleGrid>
        {wall.endsNextDay && (
          <Text size="sm" c="dimmed" role="status">
            {t('events.endsNextDay')}
          </Text>
        )}
        <ZoneSelect label={t('events.timeZone')} {...form.getInputProps('timeZone')} />
        <PlannedWhen startsWall={wall.startsWall} endsWall={wall.endsWall} timeZone={timeZone} />
        <Select
          label={t('events.account')}
          placeholder={t('events.noTool')}
          clearable
          data={[
            ...(isKept && event.accountId
              ? [{ value: event.accountId, label: event.accountName ?? '–' }]
              : []),
            ...accounts.map(({ id, name, toolName }) => ({
              value: id,
              label: `${name} (${toolName[language]})`,
            })),
          ]}
          {...form.getInputProps('accountId')}
          value={form.values.accountId || null}
          onChange={(accountId) => form.setFieldValue('accountId', accountId ?? '')}
        />
        <TextInput label={t('area.place')} maxLength={300} {...form.getInputProps('place')} />
      </PanelForm>
    </SlideOver>
  )
}
