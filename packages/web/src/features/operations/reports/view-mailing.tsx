import '../../../ui/panel-styles.ts'
import type { Schemas } from '@lectern/api-client'
import { Button, Group, MultiSelect, Select, Stack, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTexts } from '../../../app/i18n.ts'
import { Failure, Loaded } from '../../../ui/states.tsx'
import { formatMoment, weekdayNames } from '../../../ui/when.ts'
import { useMe } from '../../people/auth/queries.ts'
import { endMailing, setMailing, useMailing, viewsKey } from './queries.ts'
import classes from './reports.module.css'

type Mailing = Schemas['ReportMailing']
type Rhythm = NonNullable<Mailing['rhythm']>

const usual: Rhythm = { every: 'week', weekday: 1, hour: 7 }
const hours = Array.from({ length: 24 }, (_, hour) => hour)

/** To whom a view is sent by mail, and when. */
export function ViewMailing({ view }: { view: Schemas['ReportView'] }) {
  const { t } = useTexts()
  return (
    <section className={classes.mailing} aria-label={t('reports.mailOf', { name: view.name })}>
      <Loaded query={useMailing(view.id)}>{(found) => <Form view={view} mailing={found} />}</Loaded>
    </section>
  )
}

function Form({ view, mailing }: { view: Schemas['ReportView']; mailing: Mailing }) {
  const { t, language } = useTexts()
  const client = useQueryClient()
  const me = useMe().data
  const zone = me?.timeZone ?? 'UTC'
  const { people, choices } = mailing
  const [rhythm, setRhythm] = useState(mailing.rhythm ?? usual)
  const [chosen, setChosen] = useState(() =>
    mailing.rhythm ? people.map(({ id }) => id) : choices.map(({ id }) => id).filter((id) => id === me?.id),
  )
  const reread = () => client.invalidateQueries({ queryKey: viewsKey })
  // Who may not see the report any more is shown, and goes when it is saved.
  const known = new Set(choices.map(({ id }) => id))
  const save = useMutation({
    mutationFn: () => setMailing(view.id, { ...rhythm, personIds: chosen.filter((id) => known.has(id)) }),
    onSettled: reread,
  })
  const end = useMutation({ mutationFn: () => endMailing(view.id), onSettled: reread })
  const offered = view.isShared ? choices : choices.filter(({ id }) => id === me?.id)
  const names = new Map([...people, ...choices].map(({ id, name }) => [id, name]))
  const data = [...new Set([...offered.map(({ id }) => id), ...chosen])]
  return (
    <Stack gap="sm">
      <Text size="sm">{t('reports.mailHelp')}</Text>
      <div className={classes.bar}>
        <Select
          className={classes.field}
          label={t('reports.mailEvery')}
          data={(['day', 'week', 'month'] as const).map((every) => ({
            value: every,
            label: t('reports.mailEveryName', { every }),
          }))}
          value={rhythm.every}
          allowDeselect={false}
          onChange={(every) => every && setRhythm({ ...rhythm, every: every as Rhythm['every'] })}
        />
        {rhythm.every === 'week' && (
          <Select
            className={classes.field}
            label={t('reports.mailWeekday')}
            data={weekdayNames(language, 'long').map((name, index) => ({
              value: `${index + 1}`,
              label: name,
            }))}
            value={`${rhythm.weekday}`}
            allowDeselect={false}
            onChange={(day) => day && setRhythm({ ...rhythm, weekday: Number(day) as Rhythm['weekday'] })}
          />
        )}
        <Select
          className={classes.field}
          label={t('reports.mailHour')}
          data={hours.map((hour) => ({ value: `${hour}`, label: `${String(hour).padStart(2, '0')}:00` }))}
          value={`${rhythm.hour}`}
          allowDeselect={false}
          onChange={(hour) => hour && setRhythm({ ...rhythm, hour: Number(hour) })}
        />
      </div>
      <MultiSelect
        label={t('reports.mailTo')}
        {...(view.isShared ? {} : { description: t('reports.mailOwn') })}
        data={data.map((id) => ({ value: id, label: names.get(id) ?? '' }))}
        value={chosen}
        searchable
        onChange={setChosen}
      />
      {people.length > 0 && (
        <ul className={classes.list} aria-label={t('reports.mailPeople')}>
          {people.map(({ id, name, state, nextAt }) => (
            <li key={id} className={classes.item}>
              <span>{name}</span>
              <span className={classes.of}>
                {t('reports.mailState', {
                  state,
                  when: nextAt ? formatMoment(nextAt, zone, language) : '',
                })}
              </span>
            </li>
          ))}
        </ul>
      )}
      <Group gap="xs">
        <Button
          variant="default"
          disabled={chosen.filter((id) => known.has(id)).length === 0}
          loading={save.isPending}
          onClick={() => save.mutate()}
        >
          {t('reports.mailSave')}
        </Button>
        {mailing.rhythm && (
          <Button variant="subtle" loading={end.isPending} onClick={() => end.mutate()}>
            {t('reports.mailEnd')}
          </Button>
        )}
      </Group>
      {save.isSuccess && <Text role="status">{t('reports.mailSaved')}</Text>}
      {save.error && <Failure error={save.error} />}
      {end.error && <Failure error={end.error} />}
    </Stack>
  )
}
