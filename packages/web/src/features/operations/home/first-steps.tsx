import { Button, CloseButton } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'wouter'
import { type TextKey, useTexts } from '../../../app/i18n.ts'
import { CheckIcon } from '../../../ui/icons.tsx'
import { Failure } from '../../../ui/states.tsx'
import { Card } from './card.tsx'
import classes from './home.module.css'
import { type FirstSteps, hideFirstSteps } from './queries.ts'

type Step = FirstSteps['steps'][number]['step']

const words = {
  tool: ['steps.tool', 'steps.toolDo'],
  pairing: ['steps.pairing', 'steps.pairingDo'],
  course: ['steps.course', 'steps.courseDo'],
  session: ['steps.session', 'steps.sessionDo'],
  event: ['steps.event', 'steps.eventDo'],
  people: ['steps.people', 'steps.peopleDo'],
  mail: ['steps.mail', 'steps.mailDo'],
  domain: ['steps.domain', 'steps.domainDo'],
} as const satisfies Record<Step, readonly [title: TextKey, action: TextKey]>

function hrefOf(step: Step, appId: string | null): string {
  switch (step) {
    case 'tool':
      return '/admin/apps'
    case 'pairing':
      return appId ? `/admin/apps/${appId}` : '/admin/apps'
    case 'course':
      return '/courses?panel=new'
    case 'session':
    case 'event':
      return '/courses'
    case 'people':
      return '/admin/people'
    case 'mail':
      return '/admin/mails'
    case 'domain':
      return '/admin/domains'
  }
}

/** Up to so many, what is done is shown with what is to be done. */
const FEW_DONE = 4

/** Whether the first steps stand on the home by themselves. */
export const isNew = ({ hidden, steps }: FirstSteps) => !hidden && steps.some(({ done }) => !done)

/** What a new platform needs, ticked off as it is done. The first that is open has the one strong button. */
export function FirstStepsCard({ firstSteps }: { firstSteps: FirstSteps }) {
  const { t } = useTexts()
  const { steps, appId } = firstSteps
  const hide = useMutation({ mutationFn: () => hideFirstSteps(true) })
  const done = steps.filter((one) => one.done).length
  // The longer it goes on, the less there is to look at.
  const shown = done > FEW_DONE && done < steps.length ? steps.filter((one) => !one.done) : steps
  const next = steps.find((one) => !one.done)?.step
  return (
    <Card
      title={t('steps.title')}
      aside={
        <>
          {t('steps.count', { done, all: steps.length })}
          <CloseButton aria-label={t('steps.hide')} disabled={hide.isPending} onClick={() => hide.mutate()} />
        </>
      }
    >
      {hide.error && <Failure error={hide.error} />}
      <ol className={classes.list}>
        {shown.map(({ step, done: isDone }) => {
          const [title, action] = words[step]
          return (
            <li key={step} className={classes.step} data-done={isDone || undefined}>
              <span className={classes.tick} aria-hidden>
                {isDone && <CheckIcon />}
              </span>
              <p className={classes.words}>
                {t(title)} {isDone && <span className={classes.hidden}>{t('steps.done')}</span>}
              </p>
              {!isDone && (
                <Button
                  component={Link}
                  href={hrefOf(step, appId)}
                  size="xs"
                  variant={step === next ? 'filled' : 'default'}
                >
                  {t(action)}
                </Button>
              )}
            </li>
          )
        })}
      </ol>
    </Card>
  )
}

/** The way back to steps that were put away, or are all done. */
export function FirstStepsAgain({ firstSteps }: { firstSteps: FirstSteps }) {
  const { t } = useTexts()
  const [isOpen, setIsOpen] = useState(false)
  const show = useMutation({ mutationFn: () => hideFirstSteps(false) })
  if (isNew(firstSteps)) return null
  if (isOpen) return <FirstStepsCard firstSteps={firstSteps} />
  const open = () => {
    setIsOpen(true)
    if (firstSteps.hidden) show.mutate()
  }
  return (
    <Button variant="subtle" size="xs" className={classes.again} onClick={open}>
      {t('steps.again')}
    </Button>
  )
}
