import { Anchor, Button, Checkbox, Group, Stack, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'wouter'
import type { SessionAttendance } from '../../../api/client.ts'
import { useTexts } from '../../../app/i18n.ts'
import { formatUnit } from '../../../ui/formats.ts'
import { Failure } from '../../../ui/states.tsx'
import { formatDay } from '../../../ui/when.ts'
import { useMe } from '../../people/auth/queries.ts'
import classes from './list.module.css'
import { attendanceKey, completeByHand } from './queries.ts'
import { Said } from './roster-view.tsx'

/** Neither marked nor judged. */
const notHeld = { status: 'not-set', source: null, seconds: null } as const

/** Learners against events of a session; where people complete it by hand, that is done here. */
export function SessionMatrix({ sessionId, sheet }: { sessionId: string; sheet: SessionAttendance }) {
  const { t, language } = useTexts()
  const client = useQueryClient()
  const zone = useMe().data?.timeZone ?? 'UTC'
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  const isByHand = sheet.completionRule === 'manual'
  const chosen = sheet.learners.filter((learner) => selected.has(learner.personId))
  const [open, done] = [
    chosen.filter((learner) => !learner.isCompleted),
    chosen.filter((learner) => learner.isCompleted),
  ]
  const complete = useMutation({
    mutationFn: (isCompleted: boolean) =>
      completeByHand(sessionId, {
        personIds: (isCompleted ? open : done).map((learner) => learner.personId),
        isCompleted,
      }),
    onSuccess: async () => {
      setSelected(new Set())
      await client.invalidateQueries({ queryKey: attendanceKey })
    },
  })
  const toggle = (personId: string) =>
    setSelected((before) => {
      const next = new Set(before)
      if (!next.delete(personId)) next.add(personId)
      return next
    })
  const isAll = chosen.length === sheet.learners.length
  if (sheet.events.length === 0 || sheet.learners.length === 0)
    return <Text c="dimmed">{t('matrix.empty')}</Text>
  return (
    <Stack gap="sm">
      <Group gap="xs">
        {isByHand && (
          <>
            <Button
              disabled={open.length === 0}
              loading={complete.isPending}
              onClick={() => complete.mutate(true)}
            >
              {t('matrix.complete', { count: open.length })}
            </Button>
            <Button
              variant="default"
              disabled={done.length === 0}
              loading={complete.isPending}
              onClick={() => complete.mutate(false)}
            >
              {t('matrix.reopen', { count: done.length })}
            </Button>
          </>
        )}
        <Anchor href={`/api/v1/sessions/${sessionId}/attendance.csv`} download>
          {t('sheet.csv')}
        </Anchor>
      </Group>
      {!isByHand && (
        <Text size="sm" c="dimmed">
          {t('matrix.rule')}
        </Text>
      )}
      <Said text={complete.data && t('matrix.done', { count: complete.data.changed })} />
      {complete.error && <Failure error={complete.error} />}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: by keyboard it is scrolled only when it can be reached */}
      <section className={classes.scroll} aria-label={t('teach.attendance')} tabIndex={0}>
        <table className={classes.matrix}>
          <thead>
            <tr>
              <th scope="col">
                {isByHand ? (
                  <Checkbox
                    label={t('matrix.learner')}
                    aria-label={t('matrix.selectAll')}
                    checked={isAll}
                    indeterminate={chosen.length > 0 && !isAll}
                    onChange={() =>
                      setSelected(new Set(isAll ? [] : sheet.learners.map((learner) => learner.personId)))
                    }
                  />
                ) : (
                  t('matrix.learner')
                )}
              </th>
              {sheet.events.map((event) => (
                <th key={event.id} scope="col">
                  <Anchor component={Link} href={`/teach/events/${event.id}/attendance`} size="sm">
                    {event.name}
                  </Anchor>
                  <span className={classes.small}>{formatDay(event.startsAt, zone, language)}</span>
                </th>
              ))}
              <th scope="col">{t('matrix.completed')}</th>
            </tr>
          </thead>
          <tbody>
            {sheet.learners.map((learner) => (
              <tr key={learner.personId}>
                <th scope="row">
                  {isByHand ? (
                    <Checkbox
                      label={learner.name}
                      aria-label={t('matrix.select', { name: learner.name })}
                      checked={selected.has(learner.personId)}
                      onChange={() => toggle(learner.personId)}
                    />
                  ) : (
                    learner.name
                  )}
                </th>
                {sheet.events.map(({ id }) => {
                  const { status, source, seconds } = learner.held[id] ?? notHeld
                  return (
                    <td key={id} className={classes.cell} data-status={status}>
                      {t('sheet.statusName', { status })}
                      {source && (
                        <span className={classes.small}>
                          {[
                            seconds === null ? '' : formatUnit(Math.floor(seconds / 60), 'minute', language),
                            source === 'mark' ? t('matrix.byHand') : '',
                          ]
                            .filter(Boolean)
                            .join(' · ')}
                        </span>
                      )}
                    </td>
                  )
                })}
                <td>{learner.isCompleted ? t('matrix.completed') : ''}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </Stack>
  )
}
