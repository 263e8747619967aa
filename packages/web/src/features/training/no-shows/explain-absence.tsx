import { Button, Text, Textarea } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTexts } from '../../../app/i18n.ts'
import { Failure } from '../../../ui/states.tsx'
import classes from './no-shows.module.css'
import { explainAbsence } from './queries.ts'

const MAX = 1000

/** What one says of why one could not come: whoever teaches reads it beside the absence. */
export function ExplainAbsence({ eventId, said }: { eventId: string; said: string }) {
  const { t } = useTexts()
  const [typed, setTyped] = useState<string>()
  const saving = useMutation({
    mutationFn: (text: string) => explainAbsence(eventId, text),
    onSuccess: () => setTyped(undefined),
  })
  if (typed === undefined)
    return (
      <div className={classes.form}>
        {said && (
          <div role="status">
            <Text size="sm" c="dimmed">
              {t('noShows.youSaid')}
            </Text>
            <Text size="sm" className={classes.said}>
              {said}
            </Text>
          </div>
        )}
        <Button variant="default" size="xs" onClick={() => setTyped(said)}>
          {t(said ? 'noShows.explainAnew' : 'noShows.explain')}
        </Button>
      </div>
    )
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault()
        saving.mutate(typed.trim())
      }}
    >
      <Textarea
        label={t('noShows.why')}
        description={t('noShows.whyHelp')}
        autosize
        minRows={2}
        maxLength={MAX}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        data-autofocus
      />
      {saving.error && <Failure error={saving.error} />}
      <div style={{ display: 'flex', gap: 'var(--space-2)', flexWrap: 'wrap' }}>
        <Button type="submit" size="xs" loading={saving.isPending} disabled={typed.trim() === said}>
          {t('noShows.say')}
        </Button>
        <Button variant="subtle" size="xs" onClick={() => setTyped(undefined)}>
          {t('app.cancel')}
        </Button>
      </div>
    </form>
  )
}
