import { MultiSelect, NumberInput, Select, SimpleGrid, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { Event } from '../../../api/client.ts'
import { useTexts } from '../../../app/i18n.ts'
import { SlideOver } from '../../../ui/slide-over.tsx'
import { TimeField } from '../../../ui/time-field.tsx'
import { AccountSelect } from '../events/account-select.tsx'
import { CheckForm, useCheck } from './check-form.tsx'
import { changeEvents, type EventsChange, useInstructors } from './queries.ts'

const KEEP = 'keep'
type Scope = NonNullable<EventsChange['scope']>

interface EditEventsPanelProps {
  events: readonly Event[]
  onSaved: () => void
  onClose: () => void
}

/** Changes the chosen events alike; fields that are left empty stay as they are. */
export function EditEventsPanel({ events, onSaved, onClose }: EditEventsPanelProps) {
  const { t } = useTexts()
  const instructors = useInstructors().data?.items ?? []
  const [values, setValues] = useState({
    scope: 'these' as Scope,
    moveDays: '' as number | '',
    moveMinutes: '' as number | '',
    startsTime: '',
    account: KEEP,
    name: '',
    description: '',
    instructorIds: [] as string[],
    overlapReason: '',
  })
  const check = useCheck((body: EventsChange, save) => changeEvents({ ...body, save }))
  const change = (next: Partial<typeof values>) => {
    setValues({ ...values, ...next })
    check.reset()
  }
  const body: EventsChange = {
    eventIds: events.map((event) => event.id),
    scope: values.scope,
    change: {
      ...(values.moveDays === '' ? {} : { moveDays: values.moveDays }),
      ...(values.moveMinutes === '' ? {} : { moveMinutes: values.moveMinutes }),
      ...(values.startsTime ? { startsTime: values.startsTime } : {}),
      ...(values.account === KEEP ? {} : { accountId: values.account || null }),
      ...(values.name ? { name: values.name } : {}),
      ...(values.description ? { description: values.description } : {}),
      ...(values.instructorIds.length > 0 ? { instructorIds: values.instructorIds } : {}),
      ...(values.overlapReason ? { overlapReason: values.overlapReason } : {}),
    },
  }
  // Several events have no time in common, and moved ones none that is known before it is checked.
  const [only] = events
  const isMoved = values.moveDays !== '' || values.moveMinutes !== '' || values.startsTime !== ''
  const wish =
    only && events.length === 1 && !isMoved && values.scope === 'these'
      ? { ...only, eventId: only.id }
      : { startsWall: '', endsWall: '', timeZone: 'UTC' }
  const isOfSeries = events.some((event) => event.seriesId !== null)
  return (
    <SlideOver title={t('bulk.edit')} onClose={onClose}>
      <CheckForm
        check={check}
        body={body}
        saveLabel={(count) => t('bulk.changeCount', { count })}
        onSaved={onSaved}
        onCancel={onClose}
        overlapReason={values.overlapReason}
        onOverlapReason={(overlapReason) => change({ overlapReason })}
      >
        {isOfSeries && (
          <Select
            label={t('bulk.scope')}
            allowDeselect={false}
            data={(['these', 'following', 'series'] as const).map((value) => ({
              value,
              label: t('bulk.scopeName', { scope: value }),
            }))}
            value={values.scope}
            onChange={(scope) => change({ scope: (scope ?? 'these') as Scope })}
          />
        )}
        <SimpleGrid cols={2}>
          <NumberInput
            label={t('bulk.moveDays')}
            value={values.moveDays}
            onChange={(days) => change({ moveDays: days === '' ? '' : Number(days) })}
          />
          <NumberInput
            label={t('bulk.moveMinutes')}
            value={values.moveMinutes}
            onChange={(minutes) => change({ moveMinutes: minutes === '' ? '' : Number(minutes) })}
          />
        </SimpleGrid>
        <TimeField
          label={t('bulk.startsTime')}
          value={values.startsTime}
          onChange={(startsTime) => change({ startsTime })}
        />
        <AccountSelect
          label={t('events.account')}
          value={values.account}
          wish={wish}
          others={[
            { value: KEEP, label: t('bulk.keep') },
            { value: '', label: t('events.noTool') },
          ]}
          onChange={(account) => change({ account })}
        />
        <MultiSelect
          label={t('bulk.instructors')}
          placeholder={values.instructorIds.length === 0 ? t('bulk.keep') : ''}
          searchable
          data={instructors.map(({ id, firstName, lastName }) => ({
            value: id,
            label: `${firstName} ${lastName}`.trim(),
          }))}
          value={values.instructorIds}
          onChange={(instructorIds) => change({ instructorIds })}
        />
        <TextInput
          label={t('events.name')}
          description={t('bulk.numbered')}
          maxLength={200}
          value={values.name}
          onChange={(e) => change({ name: e.currentTarget.value })}
        />
        <Textarea
          label={t('course.description')}
          autosize
          minRows={2}
          maxLength={10_000}
          value={values.description}
          onChange={(e) => change({ description: e.currentTarget.value })}
        />
      </CheckForm>
    </SlideOver>
  )
}
