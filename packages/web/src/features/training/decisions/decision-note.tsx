import { Alert, Anchor, Text } from '@mantine/core'
import { Link } from 'wouter'
import { useTexts } from '../../../app/i18n.ts'
import { formatMoment } from '../../../ui/when.ts'
import { useMe } from '../../people/auth/queries.ts'
import { type SessionDecision, useDecision } from './queries.ts'

/** Where a session stands with its minimum enrollment, for who plans it. */
export function DecisionNote({ sessionId }: { sessionId: string }) {
  const { t } = useTexts()
  const decision = useDecision(sessionId).data
  const text = useDecisionText(decision)
  if (!decision || !text) return null
  return (
    <Alert color={decision.state === 'warned' ? 'red' : 'gray'} variant="outline" role="status" mb="md">
      <Text size="sm">{text}</Text>
      {decision.state !== 'confirmed' && (
        <Anchor component={Link} href={`/sessions/${sessionId}/decision`} size="sm">
          {t('decision.decide')}
        </Anchor>
      )}
    </Alert>
  )
}

/** The state in a sentence; undefined where there is nothing to say. */
export function useDecisionText(decision: SessionDecision | undefined): string | undefined {
  const { t, language } = useTexts()
  const zone = useMe().data?.timeZone ?? 'UTC'
  const when = (at: string | null) => (at ? formatMoment(at, zone, language) : '')
  switch (decision?.state) {
    case 'open':
      return decision.missing > 0
        ? t('decision.open', { count: decision.missing, when: when(decision.decidesAt) })
        : t('decision.enough', { when: when(decision.decidesAt) })
    case 'warned':
      return t('decision.warned', { count: decision.missing })
    case 'confirmed':
      return t('decision.confirmed', { when: when(decision.decidedAt) })
    default:
      return undefined
  }
}
