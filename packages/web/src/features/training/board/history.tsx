import { Title } from '@mantine/core'
import { useState } from 'react'
import type { Event, TimelineEntry } from '../../../api/client.ts'
import { useTexts } from '../../../app/i18n.ts'
import { Loaded } from '../../../ui/states.tsx'
import { useTimeline } from '../events/queries.ts'
import { Timeline } from '../events/timeline.tsx'
import classes from './history.module.css'

const sorts = ['people', 'rooms', 'mails'] as const
type Sort = (typeof sorts)[number]

const sortOf: Record<TimelineEntry['kind'], Sort> = {
  change: 'people',
  entry: 'people',
  registrations: 'rooms',
  call: 'rooms',
  attempt: 'rooms',
  state: 'rooms',
  preflight: 'rooms',
  mail: 'mails',
}

/** What happened around an event: all of it, or what people did, what rooms went through, or the mails. */
export function History({ event }: { event: Event }) {
  const { t } = useTexts()
  const [sort, setSort] = useState<Sort>()
  const timeline = useTimeline(event.id)
  return (
    <section aria-labelledby="sheet-history" className={classes.history}>
      <div className={classes.head}>
        <Title order={3} size="h5" id="sheet-history">
          {t('care.history')}
        </Title>
        <fieldset className={classes.sorts} aria-label={t('board.historyOf')}>
          {sorts.map((one) => (
            <button
              key={one}
              type="button"
              aria-pressed={sort === one}
              onClick={() => setSort(sort === one ? undefined : one)}
            >
              {t('board.historySort', { sort: one })}
            </button>
          ))}
        </fieldset>
      </div>
      <Loaded query={timeline}>
        {({ items }) => <Timeline items={items.filter((item) => !sort || sortOf[item.kind] === sort)} />}
      </Loaded>
    </section>
  )
}
