import { Alert, Button, Group, Text } from '@mantine/core'
import { Problem } from '../../../api/client.ts'
import { type Translate, useTexts } from '../../../app/i18n.ts'
import classes from './list.module.css'
import type { Outcome, Wanted } from './marking.ts'

interface ToldProps {
  outcome: Outcome | undefined
  isSaving: boolean
  people: readonly { readonly personId: string; readonly name: string }[]
  onRetry: (lost: ReadonlyMap<string, Wanted>) => void
}

/** What became of the last step: saved, not saved, or overtaken by somebody else's. */
export function Told({ outcome, isSaving, people, onRetry }: ToldProps) {
  const { t } = useTexts()
  if (outcome?.kind === 'failed') {
    const { error, lost } = outcome
    const reason = error instanceof Problem && error.message ? error.message : t('app.error.network')
    return (
      <Alert color="red" variant="outline" role="alert" p="xs">
        <Group gap="sm">
          <Text>{t('sheet.failed', { count: lost.size, reason })}</Text>
          {lost.size > 0 && (
            <Button size="xs" variant="default" onClick={() => onRetry(lost)}>
              {t('sheet.retry')}
            </Button>
          )}
        </Group>
      </Alert>
    )
  }
  return (
    <div role="status" className={classes.notOnPaper}>
      <Text size="sm">{isSaving ? t('sheet.saving') : outcome ? sayDone(outcome, t) : ' '}</Text>
      {outcome?.conflicts.map(({ personId, changedBy, status }) => (
        <Alert key={personId} color="orange" variant="outline" p="xs" mt={4}>
          {t('sheet.conflict', {
            name: people.find((learner) => learner.personId === personId)?.name ?? '',
            by: changedBy ?? '–',
            status: t('sheet.statusName', { status }),
          })}
        </Alert>
      ))}
    </div>
  )
}

function sayDone({ kind, count }: Exclude<Outcome, { kind: 'failed' }>, t: Translate): string {
  if (kind === 'kept') return t('presence.offlineKept', { count })
  return t(kind === 'undone' ? 'sheet.undone' : 'sheet.marked', { count })
}
