import { Button, Title } from '@mantine/core'
import { useState } from 'react'
import type { Event } from '../../../api/client.ts'
import { useTexts } from '../../../app/i18n.ts'
import { Confirm } from '../../../ui/confirm.tsx'
import { Loaded } from '../../../ui/states.tsx'
import { formatMoment } from '../../../ui/when.ts'
import { useTimeline } from '../events/queries.ts'
import { Timeline } from '../events/timeline.tsx'
import { useBoardView } from './context.ts'
import classes from './history.module.css'
import { putBack, useEventChanges } from './queries.ts'
import type { BoardChange } from './types.ts'

type EventChange = NonNullable<ReturnType<typeof useEventChanges>['data']>['items'][number]

/** Older ones are found on the event's page. */
const MOST_CHANGES = 5

interface HistoryProps {
  event: Event
  onSaved: (change: BoardChange, words: string) => void
}

/** What happened around an event, and what of it can be put back. */
export function History({ event, onSaved }: HistoryProps) {
  const { t } = useTexts()
  const { draft } = useBoardView()
  const timeline = useTimeline(event.id)
  return (
    <section aria-labelledby="sheet-history" className={classes.history}>
      <Title order={3} size="h5" id="sheet-history">
        {t('care.history')}
      </Title>
      {/* It would be saved at once. */}
      {event.may.edit && !draft.isOn && <PutBack event={event} onSaved={onSaved} />}
      <Loaded query={timeline}>{({ items }) => <Timeline items={items} />}</Loaded>
    </section>
  )
}

/** What of it can become what it was before, change by change. */
function PutBack({ event, onSaved }: HistoryProps) {
  const { t, language } = useTexts()
  const { timeZone } = useBoardView()
  const [asked, setAsked] = useState<EventChange>()
  const changes = useEventChanges(event.id).data?.items.filter(({ canPutBack }) => canPutBack) ?? []
  const wordsOf = ({ words, by, at }: EventChange) =>
    [...words, by?.name, formatMoment(at, timeZone, language)].filter(Boolean).join(' · ')
  return (
    <>
      {changes.length > 0 && (
        <ul className={classes.changes} aria-label={t('board.canPutBack')}>
          {changes.slice(0, MOST_CHANGES).map((change) => (
            <li key={change.changeId}>
              <span>{wordsOf(change)}</span>
              <Button
                size="compact-xs"
                variant="default"
                className={classes.put}
                aria-label={t('app.labelled', { label: t('board.putBack'), value: wordsOf(change) })}
                onClick={() => setAsked(change)}
              >
                {t('board.putBack')}
              </Button>
            </li>
          ))}
        </ul>
      )}
      {asked && (
        <Confirm
          title={t('board.putBackTitle')}
          text={wordsOf(asked)}
          action={t('board.putBack')}
          onConfirm={async () =>
            onSaved(await putBack(event.id, asked.changeId, event.version), t('board.isPutBack'))
          }
          onClose={() => setAsked(undefined)}
        />
      )}
    </>
  )
}
