import { Text } from '@mantine/core'
import { useTexts } from '../../../app/i18n.ts'
import { formatDay } from '../../../ui/when.ts'
import { useMe } from '../../people/auth/queries.ts'
import classes from './completion-bar.module.css'
import { CompletionBadge, RequirementList } from './completion-bar.tsx'
import { useOwnCompletion } from './queries.ts'

/** How far the reader is in a session, requirement by requirement; nothing for who is not enrolled. */
export function OwnCompletion({ sessionId }: { sessionId: string }) {
  const { t, language } = useTexts()
  const zone = useMe().data?.timeZone ?? 'UTC'
  const completion = useOwnCompletion(sessionId).data?.completion
  if (!completion) return null
  const { state, requirements, completedAt, validUntil, text } = completion
  const day = (at: string) => formatDay(at, zone, language)
  return (
    <section className={classes.own} aria-labelledby="own-completion">
      <div className={classes.head}>
        <h2 id="own-completion">{t('completion.title')}</h2>
        <CompletionBadge state={state} />
      </div>
      <RequirementList requirements={requirements} />
      <Text size="sm">{text}</Text>
      {completedAt && (
        <Text size="sm" c="dimmed">
          {validUntil
            ? t('completion.until', { when: day(completedAt), until: day(validUntil) })
            : t('completion.since', { when: day(completedAt) })}
        </Text>
      )}
    </section>
  )
}
