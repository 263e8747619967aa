import '@mantine/core/styles/Progress.layer.css'
import { Button, Group, Progress, Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTexts } from '../../../app/i18n.ts'
import { Confirm } from '../../../ui/confirm.tsx'
import { MoreButton } from '../../../ui/more-button.tsx'
import { Failure, Loaded } from '../../../ui/states.tsx'
import { cityOf, formatMoment, formatWall } from '../../../ui/when.ts'
import { useMe } from '../../people/auth/queries.ts'
import classes from './planning-result.module.css'
import { isWorking, type Plan, undoPlan, usePlan, usePlanItems } from './queries.ts'

/** How far a plan is, live, with what was left out and the way back. */
export function PlanProgress({ planId }: { planId: string }) {
  const plan = usePlan(planId)
  return <Loaded query={plan}>{(loaded) => <LoadedPlan plan={loaded} />}</Loaded>
}

function LoadedPlan({ plan }: { plan: Plan }) {
  const { t, language } = useTexts()
  const zone = useMe().data?.timeZone ?? 'UTC'
  const [isAsking, setIsAsking] = useState(false)
  const undo = useMutation({ mutationFn: undoPlan })
  const isUndo = plan.undoStartedAt !== null
  const total = isUndo ? plan.planned + plan.undone + plan.kept : plan.total
  const done = isUndo ? plan.undone + plan.kept : plan.total - plan.waiting
  return (
    <Stack gap="sm">
      <Text c="dimmed">
        {t('bulk.begunBy', {
          name: plan.startedBy,
          when: formatMoment(plan.startedAt, zone, language),
        })}
      </Text>
      <Text fw={600} role="status">
        {isUndo
          ? t(isWorking(plan) ? 'bulk.undoing' : 'bulk.undone', { undone: plan.undone, kept: plan.kept })
          : t(isWorking(plan) ? 'bulk.working' : 'bulk.worked', {
              done,
              total,
              planned: plan.planned,
              refused: plan.refused,
            })}
      </Text>
      {plan.sessionsMade > 0 && !isUndo && (
        <Text size="sm">{t('bulk.sessionsMade', { count: plan.sessionsMade })}</Text>
      )}
      <Progress value={total === 0 ? 100 : (100 * done) / total} aria-label={t('bulk.progress')} />
      <Group>
        <Button component="a" variant="default" href={`/api/v1/plans/${plan.id}/report.csv`} download>
          {t('bulk.report')}
        </Button>
        {plan.may.undo && (
          <Button variant="default" onClick={() => setIsAsking(true)}>
            {t('bulk.undo')}
          </Button>
        )}
      </Group>
      {undo.error && <Failure error={undo.error} />}
      {plan.refused > 0 && <LeftOut planId={plan.id} state="refused" title={t('bulk.leftOut')} />}
      {plan.kept > 0 && <LeftOut planId={plan.id} state="kept" title={t('bulk.kept')} />}
      {isAsking && (
        <Confirm
          title={t('bulk.undo')}
          text={t('bulk.undoText')}
          action={t('bulk.undo')}
          onConfirm={() => undo.mutateAsync(plan.id)}
          onClose={() => setIsAsking(false)}
        />
      )}
    </Stack>
  )
}

function LeftOut({ planId, state, title }: { planId: string; state: 'refused' | 'kept'; title: string }) {
  const { t, language } = useTexts()
  const items = usePlanItems(planId, state)
  return (
    <section aria-label={title}>
      <h2>{title}</h2>
      <Loaded query={items}>
        {({ pages }) => (
          <ul className={classes.items}>
            {pages
              .flatMap((page) => page.items)
              .map((item) => (
                <li key={item.line} className={classes.item}>
                  <div className={classes.words}>
                    <Text fw={600}>{[item.session, item.name].filter(Boolean).join(' · ')}</Text>
                    <Text size="sm" c="dimmed">
                      {t('import.line', { line: item.line })}
                      {item.startsWall && ` · ${formatWall(item, language)} (${cityOf(item.timeZone)})`}
                    </Text>
                    {item.reason && <Text size="sm">{item.reason.text}</Text>}
                  </div>
                </li>
              ))}
          </ul>
        )}
      </Loaded>
      <MoreButton query={items} />
    </section>
  )
}
