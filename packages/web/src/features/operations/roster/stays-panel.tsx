import '../../../ui/panel-styles.ts'
import { Anchor, Button, Group, NativeSelect, Stack, Text, Title } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Stay } from '../../../api/client.ts'
import { type Translate, useTexts } from '../../../app/i18n.ts'
import { SlideOver } from '../../../ui/slide-over.tsx'
import { Failure, Loaded } from '../../../ui/states.tsx'
import { formatMoment, formatTime } from '../../../ui/when.ts'
import { useMe } from '../../people/auth/queries.ts'
import { attendanceKey, matchStay, readAgain, unmatchStay, useReports, useStays } from './queries.ts'
import classes from './stays-panel.module.css'
import { type Visitor, visitorsOf } from './visitors.ts'

interface StaysPanelProps {
  eventId: string
  /** Whose a stay can be. */
  people: readonly { readonly personId: string; readonly name: string }[]
  onClose: () => void
}

/** Who was in the room as the report says it, and whose each stay is: who is nobody’s comes first. */
export function StaysPanel({ eventId, people, onClose }: StaysPanelProps) {
  const { t } = useTexts()
  const stays = useStays(eventId)
  return (
    <SlideOver title={t('stays.title')} onClose={onClose}>
      <Loaded query={stays}>
        {({ items }) => {
          const visitors = visitorsOf(items)
          const unmatched = visitors.filter(({ first }) => first.person === null && first.role === 'learner')
          const others = visitors.filter((visitor) => !unmatched.includes(visitor))
          return (
            <Stack gap="md">
              <Text size="sm">{t('stays.help')}</Text>
              <ReadAgain eventId={eventId} />
              {visitors.length === 0 && <Text c="dimmed">{t('stays.none')}</Text>}
              <Part title={t('stays.unmatched', { count: unmatched.length })} {...{ eventId, people }}>
                {unmatched}
              </Part>
              <Part title={t('stays.known', { count: others.length })} {...{ eventId, people }}>
                {others}
              </Part>
              <Reports eventId={eventId} />
            </Stack>
          )
        }}
      </Loaded>
    </SlideOver>
  )
}

function Part(props: Omit<StaysPanelProps, 'onClose'> & { title: string; children: readonly Visitor[] }) {
  if (props.children.length === 0) return null
  return (
    <section>
      <Title order={3} size="h5" mb="xs">
        {props.title}
      </Title>
      <ul className={classes.list}>
        {props.children.map((visitor) => (
          <VisitorItem
            key={visitor.first.id}
            visitor={visitor}
            eventId={props.eventId}
            people={props.people}
          />
        ))}
      </ul>
    </section>
  )
}

type VisitorItemProps = Omit<StaysPanelProps, 'onClose'> & { visitor: Visitor }

function VisitorItem({ visitor: { first, stays }, eventId, people }: VisitorItemProps) {
  const { t, language } = useTexts()
  const zone = useMe().data?.timeZone ?? 'UTC'
  const client = useQueryClient()
  const [chosen, setChosen] = useState('')
  const change = useMutation({
    mutationFn: (personId: string | null) =>
      personId ? matchStay(eventId, first.id, personId) : unmatchStay(eventId, first.id),
    onSuccess: () => client.invalidateQueries({ queryKey: attendanceKey }),
  })
  const timeOf = (instant: string) => formatTime(instant, zone, language)
  const name = first.name || t('stays.noName')
  const isOpen = first.person === null && first.role === 'learner'
  return (
    <li className={classes.item}>
      <div>
        <b>{name}</b> {first.email && <span className={classes.quiet}>{first.email}</span>}
      </div>
      <div className={classes.quiet}>
        {stays
          .map(({ joinedAt, leftAt, kind }) =>
            t('stays.span', { from: timeOf(joinedAt), until: leftAt ? timeOf(leftAt) : '?', kind }),
          )
          .join(' · ')}
      </div>
      {!isOpen && <div>{whoseIs(first, t)}</div>}
      {change.error && <Failure error={change.error} />}
      {isOpen ? (
        <Group gap="xs" mt="xs" align="flex-end">
          {first.suggestions.map((suggestion) => (
            <Button
              key={suggestion.personId}
              variant="default"
              disabled={change.isPending}
              onClick={() => change.mutate(suggestion.personId)}
              title={whyOf(suggestion, t)}
            >
              {t('stays.is', { name: suggestion.name })}
            </Button>
          ))}
          <NativeSelect
            label={t('stays.somebodyElse', { name })}
            value={chosen}
            onChange={(event) => setChosen(event.currentTarget.value)}
            data={[
              { value: '', label: t('stays.choose') },
              ...people.map(({ personId, name: label }) => ({ value: personId, label })),
            ]}
          />
          <Button
            variant="default"
            disabled={chosen === '' || change.isPending}
            onClick={() => change.mutate(chosen)}
          >
            {t('stays.match')}
          </Button>
          <Button variant="subtle" disabled={change.isPending} onClick={() => change.mutate(null)}>
            {t('stays.nobody')}
          </Button>
        </Group>
      ) : (
        (first.matchedBy || first.role === 'guest') && (
          <Button
            variant="subtle"
            size="compact-sm"
            disabled={change.isPending}
            onClick={() => change.mutate(null)}
          >
            {t('stays.takeBack', { name })}
          </Button>
        )
      )}
    </li>
  )
}

/** The answers of the tool as they came, to be kept as files. */
function Reports({ eventId }: { eventId: string }) {
  const { t, language } = useTexts()
  const zone = useMe().data?.timeZone ?? 'UTC'
  const reports = useReports(eventId).data?.items
  if (!reports) return null
  return (
    <section>
      <Title order={3} size="h5" mb="xs">
        {t('stays.reports', { count: reports.length })}
      </Title>
      <Text size="sm">{t(reports.length > 0 ? 'stays.reportsHelp' : 'stays.noReports')}</Text>
      <ul className={classes.list}>
        {reports.map(({ id, provider, readAt, state, reason, hash, runs, participants }) => {
          const when = formatMoment(readAt, zone, language)
          const says = t('stays.reportSays', { state, runs, people: participants })
          return (
            <li key={id} className={classes.item}>
              {state === 'read' ? (
                <Anchor
                  href={`/api/v1/events/${eventId}/attendance/reports/${id}`}
                  download
                  aria-label={t('stays.download', { when })}
                >
                  {when}
                </Anchor>
              ) : (
                <b>{when}</b>
              )}
              <div className={classes.quiet}>
                {[provider, says, reason?.text].filter(Boolean).join(' · ')}
              </div>
              <code className={classes.hash}>{hash}</code>
            </li>
          )
        })}
      </ul>
    </section>
  )
}

/** Asks the tool for its report once more. */
export function ReadAgain({ eventId }: { eventId: string }) {
  const { t } = useTexts()
  const client = useQueryClient()
  const read = useMutation({
    mutationFn: () => readAgain(eventId),
    onSuccess: () => client.invalidateQueries({ queryKey: attendanceKey }),
  })
  return (
    <div>
      <Button variant="default" loading={read.isPending} onClick={() => read.mutate()}>
        {t('stays.readAgain')}
      </Button>
      <Text size="sm" role="status" component="span" ms="sm">
        {read.isSuccess && t('stays.asked')}
      </Text>
      {read.error && <Failure error={read.error} />}
    </div>
  )
}

function whoseIs({ person, matchedBy, matchedByName, role }: Stay, t: Translate): string {
  if (!person) return t('stays.role', { role })
  return t('stays.matchedBy', { name: person.name, how: matchedBy ?? 'none', by: matchedByName ?? '' })
}

function whyOf({ likeness, joinedAfterSeconds }: Stay['suggestions'][number], t: Translate): string {
  const join = joinedAfterSeconds === null ? 'no' : 'yes'
  return t('stays.why', { likeness, join, seconds: Math.abs(joinedAfterSeconds ?? 0) })
}
