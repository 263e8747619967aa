import '../ui/panel-styles.ts'
import '@mantine/core/styles/Checkbox.layer.css'
import { Button, Checkbox, Paper, SimpleGrid, Stack, Text, Title } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { Link, useLocation } from 'wouter'
import { useTexts } from '../app/i18n.ts'
import { useMe } from '../features/people/auth/queries.ts'
import { useCourseTrail } from '../features/training/courses/use-course-trail.ts'
import { useDecisionText } from '../features/training/decisions/decision-note.tsx'
import { decide, merge, type SessionDecision, useDecision } from '../features/training/decisions/queries.ts'
import { ChangePreview } from '../features/training/previews/change-preview.tsx'
import { useSession } from '../features/training/sessions/queries.ts'
import { MomentInput } from '../ui/moment-input.tsx'
import { Page } from '../ui/page.tsx'
import { Select } from '../ui/select.tsx'
import { Failure, Loaded } from '../ui/states.tsx'

/** What a person can do about a session with too few learners. */
export function DecisionPage({ params: { sessionId } }: { params: { sessionId: string } }) {
  const { t } = useTexts()
  const session = useSession(sessionId)
  const decision = useDecision(sessionId)
  const trail = useCourseTrail(session.data && { ...session.data, sessionId, sessionName: session.data.name })
  return (
    <Loaded query={session} isPage>
      {() => (
        <Page title={t('decision.title')} trail={trail}>
          <Loaded query={decision}>{(loaded) => <Choices sessionId={sessionId} decision={loaded} />}</Loaded>
        </Page>
      )}
    </Loaded>
  )
}

function Choices({ sessionId, decision }: { sessionId: string; decision: SessionDecision }) {
  const { t } = useTexts()
  const [, navigate] = useLocation()
  const timeZone = useMe().data?.timeZone ?? 'UTC'
  const text = useDecisionText(decision)
  const [tellsPeople, setTellsPeople] = useState(true)
  const [into, setInto] = useState(decision.mergeInto[0]?.id ?? '')
  const [decidesAt, setDecidesAt] = useState('')
  if (decision.state === 'none') return <Text>{t('decision.none')}</Text>
  const { enrolledCount: enrolled, minEnrollment } = decision
  const back = () => navigate(`/sessions/${sessionId}`)
  if (decision.state === 'cancelled' || decision.state === 'merged')
    return <Text role="status">{t('lifecycle.cancelled')}</Text>
  return (
    <Stack gap="md">
      <div role="status">
        <Text fw={600}>{text}</Text>
        <Text c="dimmed">{t('decision.counts', { enrolled, min: minEnrollment ?? 0 })}</Text>
      </div>
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
        {decision.state !== 'confirmed' && (
          <Choice
            title={t('decision.confirm')}
            text={t('decision.confirmText')}
            action={t('decision.confirm')}
            isMain
            onChoose={() => decide(sessionId, { action: 'confirm', tellsPeople }).then(back)}
          >
            <Checkbox
              label={t('decision.tellsPeople')}
              checked={tellsPeople}
              onChange={(event) => setTellsPeople(event.currentTarget.checked)}
            />
          </Choice>
        )}
        {decision.mergeInto.length > 0 && (
          <Choice
            title={t('decision.merge')}
            text={t('decision.mergeText')}
            action={t('decision.mergeAction')}
            onChoose={() =>
              merge(sessionId, into).then(() => navigate(`/sessions/${into}`, { replace: true }))
            }
          >
            <Select
              label={t('lifecycle.toSession')}
              allowDeselect={false}
              data={decision.mergeInto.map(({ id, name, enrolledCount, maxEnrollment: max }) => ({
                value: id,
                label:
                  max === null
                    ? t('decision.seats', { name, enrolled: enrolledCount })
                    : t('decision.seatsOf', { name, enrolled: enrolledCount, max }),
              }))}
              value={into}
              onChange={(chosen) => setInto(chosen ?? '')}
            />
            <ChangePreview
              request={into ? { action: 'merge-session', sessionId, intoSessionId: into, reason: '' } : null}
            />
          </Choice>
        )}
        <Choice
          title={t('decision.extend')}
          text={t('decision.extendText')}
          action={t('decision.extend')}
          disabled={!decidesAt}
          onChoose={() => decide(sessionId, { action: 'extend', decidesAt }).then(back)}
        >
          <MomentInput
            label={t('decision.extendDate')}
            timeZone={timeZone}
            value={decidesAt}
            onChange={setDecidesAt}
          />
        </Choice>
        <Paper withBorder p="md" component="section" aria-label={t('lifecycle.cancelSession')}>
          <Stack gap="sm" align="flex-start">
            <Title order={2} size="h4">
              {t('lifecycle.cancelSession')}
            </Title>
            <Text>{t('decision.cancelText')}</Text>
            <Button component={Link} href={`/sessions/${sessionId}?panel=cancel`} variant="default">
              {t('lifecycle.cancelSession')}
            </Button>
          </Stack>
        </Paper>
      </SimpleGrid>
    </Stack>
  )
}

interface ChoiceProps {
  title: string
  text: string
  action: string
  disabled?: boolean
  /** What is done most of the time. */
  isMain?: boolean
  onChoose: () => Promise<unknown>
  children: ReactNode
}

function Choice({ title, text, action, disabled = false, isMain = false, onChoose, children }: ChoiceProps) {
  const work = useMutation({ mutationFn: onChoose })
  return (
    <Paper withBorder p="md" component="section" aria-label={title}>
      <Stack gap="sm">
        <Title order={2} size="h4">
          {title}
        </Title>
        <Text>{text}</Text>
        {children}
        {work.error && <Failure error={work.error} />}
        <div>
          <Button
            variant={isMain ? 'filled' : 'default'}
            disabled={disabled}
            loading={work.isPending}
            onClick={() => work.mutate()}
          >
            {action}
          </Button>
        </div>
      </Stack>
    </Paper>
  )
}
