import '@mantine/core/styles/Checkbox.layer.css'
import { Button, Checkbox, Fieldset, Group, NumberInput, Select, SimpleGrid, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { ConferencingTool } from '../../../api/client.ts'
import { useTexts } from '../../../app/i18n.ts'
import { DateField } from '../../../ui/date-field.tsx'
import { weekdaysFrom } from '../../../ui/days.ts'
import { SlideOver } from '../../../ui/slide-over.tsx'
import { Loaded, Loading } from '../../../ui/states.tsx'
import { TimeField } from '../../../ui/time-field.tsx'
import { weekdayNames } from '../../../ui/when.ts'
import { ZoneSelect } from '../../../ui/zone-select.tsx'
import { useFirstDay, useMe } from '../../people/auth/queries.ts'
import { useConferencingTools } from '../../rooms/tools/queries.ts'
import { AccountSelect } from '../events/account-select.tsx'
import { defaultsOf, type NewEventDefaults } from '../events/new-event.ts'
import { useLastEvent } from '../events/use-last-event.ts'
import { toWallTimes } from '../events/wall-times.ts'
import { useSession } from '../sessions/queries.ts'
import { CheckForm, useCheck } from './check-form.tsx'
import { type ConflictRule, changeBy } from './conflict-rules.ts'
import { type NewSeries, type Pattern, type PlanningItem, planSeries } from './queries.ts'

type Exception = NonNullable<NewSeries['exceptions']>[number]
type Weekday = Extract<Pattern, { repeats: 'monthly-weekday' }>['weekday']
type Position = Extract<Pattern, { repeats: 'monthly-weekday' }>['position']

const positions = [1, 2, 3, 4, 5, -1] as const

interface SeriesPanelProps {
  sessionId: string
  onClose: () => void
}

/** Plans events that recur: first what would be, then all of them. */
export function SeriesPanel(props: SeriesPanelProps) {
  const { t } = useTexts()
  const tools = useConferencingTools()
  return (
    <SlideOver title={t('bulk.series')} onClose={props.onClose}>
      <Loaded query={tools}>{({ items }) => <BegunForm {...props} tools={items} />}</Loaded>
    </SlideOver>
  )
}

/** It begins as a new event does: the form waits until the last one is known. */
function BegunForm(props: SeriesPanelProps & { tools: ConferencingTool[] }) {
  const ownZone = useMe().data?.timeZone ?? 'UTC'
  const { last, isKnown } = useLastEvent(props.sessionId)
  // Once it is begun it stays, whatever others plan meanwhile.
  const [isBegun, setIsBegun] = useState(isKnown)
  if (isKnown && !isBegun) setIsBegun(true)
  if (!isBegun && !isKnown) return <Loading />
  return <SeriesForm {...props} defaults={defaultsOf(last, props.tools, ownZone, Date.now())} />
}

function SeriesForm({ sessionId, onClose, defaults }: SeriesPanelProps & { defaults: NewEventDefaults }) {
  const { t, language } = useTexts()
  const zone = defaults.timeZone
  const firstDay = weekdayOf(defaults.date)
  const [values, setValues] = useState({
    name: '',
    date: defaults.date,
    startTime: defaults.startTime,
    endTime: defaults.endTime,
    timeZone: zone,
    accountId: defaults.accountId,
    repeats: 'weekly' as Pattern['repeats'],
    everyWeeks: 1,
    days: firstDay ? [firstDay] : ([] as Weekday[]),
    position: 1 as Position,
    ends: 'count',
    count: 10,
    until: '',
    overlapReason: '',
  })
  const courseId = useSession(sessionId).data?.courseId
  const [skips, setSkips] = useState<string[]>([])
  const [exceptions, setExceptions] = useState<Exception[]>([])
  const [holiday, setHoliday] = useState('')
  const check = useCheck((body: NewSeries, save) => planSeries(sessionId, { ...body, save }))
  const change = (next: Partial<typeof values>) => {
    setValues({ ...values, ...next })
    check.reset()
  }
  const weekday = weekdayOf(values.date)
  const wall = toWallTimes(values.date, values.startTime, values.endTime)
  const body = (leftOut = skips, otherwise = exceptions): NewSeries => ({
    name: values.name,
    startsWall: wall.startsWall,
    endsWall: wall.endsWall,
    timeZone: values.timeZone,
    accountId: values.accountId || null,
    rule: {
      pattern: patternOf(values, weekday),
      ends: values.ends === 'count' ? { count: values.count } : { until: values.until },
      skips: leftOut,
    },
    exceptions: otherwise,
    ...(values.overlapReason ? { overlapReason: values.overlapReason } : {}),
  })
  const leaveOut = (date: string) => {
    const next = [...new Set([...skips, date])].sort()
    setSkips(next)
    return next
  }
  // An event that was moved keeps the date of its rule, by which it is known.
  const dateOf = (item: PlanningItem) => {
    const moved = exceptions.find((one) => (one.startsWall ?? '') === item.startsWall)
    return moved?.date ?? item.startsWall.slice(0, 10)
  }
  const take = (item: PlanningItem, instead: Record<string, string>) => {
    const date = dateOf(item)
    const before = exceptions.find((one) => one.date === date)
    const next = [...exceptions.filter((one) => one.date !== date), { ...before, date, ...instead }]
    setExceptions(next)
    check.mutate({ body: body(skips, next), save: false })
  }
  /** One rule for all that were refused; what it does not help stays to be decided. */
  const takeAll = (rule: ConflictRule) => {
    const refused = check.data?.items.filter(({ outcome }) => outcome === 'refused') ?? []
    const leftOut = [...new Set([...skips, ...(rule === 'skip' ? refused.map(dateOf) : [])])].sort()
    const next = new Map(exceptions.map((one) => [one.date, one]))
    for (const item of refused) {
      const date = dateOf(item)
      const instead = changeBy(rule, item)
      if (instead) next.set(date, { ...next.get(date), date, ...instead })
    }
    setSkips(leftOut)
    setExceptions([...next.values()])
    check.mutate({ body: body(leftOut, [...next.values()]), save: false })
  }
  const skip = (item: PlanningItem) => check.mutate({ body: body(leaveOut(dateOf(item))), save: false })
  const names = weekdayNames(language)
  const weekBegin = useFirstDay()
  return (
    <CheckForm
      check={check}
      body={body()}
      saveLabel={(count) => t('bulk.planCount', { count })}
      onSaved={onClose}
      onCancel={onClose}
      onTake={take}
      onSkip={skip}
      onRule={takeAll}
      overlapReason={values.overlapReason}
      onOverlapReason={(overlapReason) => change({ overlapReason })}
    >
      <TextInput
        label={t('events.name')}
        description={t('bulk.numbered')}
        required
        withAsterisk={false}
        maxLength={200}
        data-autofocus
        value={values.name}
        onChange={(e) => change({ name: e.currentTarget.value })}
      />
      <DateField
        label={t('bulk.firstDate')}
        required
        withAsterisk={false}
        value={values.date}
        onChange={(date) => {
          const first = weekdayOf(date)
          change({ date, ...(first ? { days: [first] } : {}) })
        }}
      />
      <SimpleGrid cols={2}>
        <TimeField
          label={t('events.startTime')}
          required
          withAsterisk={false}
          value={values.startTime}
          onChange={(startTime) => change({ startTime })}
        />
        <TimeField
          label={t('events.endTime')}
          required
          withAsterisk={false}
          value={values.endTime}
          onChange={(endTime) => change({ endTime })}
        />
      </SimpleGrid>
      <ZoneSelect
        label={t('events.timeZone')}
        value={values.timeZone}
        onChange={(timeZone) => change({ timeZone: timeZone ?? zone })}
      />
      <AccountSelect
        label={t('events.account')}
        value={values.accountId}
        wish={{ ...wall, timeZone: values.timeZone, courseId }}
        others={[{ value: '', label: t('events.noTool') }]}
        onChange={(accountId) => change({ accountId })}
      />
      <Select
        label={t('bulk.repeats')}
        allowDeselect={false}
        data={(['weekly', 'weekdays', 'monthly-weekday', 'monthly-date'] as const).map((value) => ({
          value,
          label: t('bulk.repetition', { repeats: value }),
        }))}
        value={values.repeats}
        onChange={(repeats) => change({ repeats: (repeats ?? 'weekly') as Pattern['repeats'] })}
      />
      {values.repeats === 'weekly' && (
        <>
          <NumberInput
            label={t('bulk.everyWeeks')}
            min={1}
            max={52}
            value={values.everyWeeks}
            onChange={(weeks) => change({ everyWeeks: Number(weeks) || 1 })}
          />
          <Checkbox.Group
            label={t('bulk.weekdays')}
            value={values.days.map(String)}
            onChange={(days) => change({ days: days.map((day) => Number(day) as Weekday) })}
          >
            <Group gap="sm" mt={4}>
              {weekdaysFrom(weekBegin).map((day) => (
                <Checkbox key={day} value={String(day)} label={names[day - 1]} />
              ))}
            </Group>
          </Checkbox.Group>
        </>
      )}
      {values.repeats === 'monthly-weekday' && (
        <Select
          label={t('bulk.position')}
          allowDeselect={false}
          data={positions.map((position) => ({
            value: String(position),
            label: t('bulk.weekdayOfMonth', {
              position: position === -1 ? 'last' : (`${position}` as const),
              weekday: names[(weekday ?? 1) - 1] ?? '',
            }),
          }))}
          value={String(values.position)}
          onChange={(position) => change({ position: Number(position) as Position })}
        />
      )}
      <SimpleGrid cols={2}>
        <Select
          label={t('bulk.ends')}
          allowDeselect={false}
          data={(['count', 'until'] as const).map((value) => ({
            value,
            label: t('bulk.ending', { ends: value }),
          }))}
          value={values.ends}
          onChange={(ends) => change({ ends: ends ?? 'count' })}
        />
        {values.ends === 'count' ? (
          <NumberInput
            label={t('bulk.count')}
            min={1}
            max={200}
            value={values.count}
            onChange={(count) => change({ count: Number(count) || 1 })}
          />
        ) : (
          <DateField
            label={t('bulk.until')}
            required
            withAsterisk={false}
            value={values.until}
            onChange={(until) => change({ until })}
          />
        )}
      </SimpleGrid>
      <Fieldset legend={t('bulk.skips')}>
        <Group align="flex-end" gap="xs">
          <DateField label={t('events.date')} value={holiday} onChange={setHoliday} />
          <Button
            variant="default"
            disabled={!holiday}
            onClick={() => {
              leaveOut(holiday)
              setHoliday('')
              check.reset()
            }}
          >
            {t('bulk.leaveOut')}
          </Button>
        </Group>
        {skips.length > 0 && (
          <Group gap="xs" mt="xs">
            {skips.map((date) => (
              <Button
                key={date}
                variant="default"
                size="compact-md"
                aria-label={t('bulk.takeBack', { date })}
                onClick={() => {
                  setSkips(skips.filter((one) => one !== date))
                  check.reset()
                }}
              >
                {date} ×
              </Button>
            ))}
          </Group>
        )}
      </Fieldset>
    </CheckForm>
  )
}

function patternOf(
  values: {
    repeats: Pattern['repeats']
    everyWeeks: number
    days: Weekday[]
    position: Position
    date: string
  },
  weekday: Weekday | undefined,
): Pattern {
  const { repeats, everyWeeks, days, position, date } = values
  if (repeats === 'weekdays') return { repeats }
  if (repeats === 'monthly-date') return { repeats, day: Number(date.slice(8)) || 1 }
  if (repeats === 'monthly-weekday') return { repeats, position, weekday: weekday ?? 1 }
  return { repeats: 'weekly', everyWeeks, weekdays: days }
}

function weekdayOf(date: string): Weekday | undefined {
  if (!date) return undefined
  return (new Date(`${date}T12:00:00Z`).getUTCDay() || 7) as Weekday
}
