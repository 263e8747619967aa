import { Button, Stack, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTexts } from '../../../app/i18n.ts'
import { Loaded } from '../../../ui/states.tsx'
import { EventCard } from './event-card.tsx'
import { useOwnEvents } from './queries.ts'

/** One's coming events: the next one big, the others below. */
export function OwnEvents({ as, empty }: { as: 'learner' | 'instructor'; empty: ReactNode }) {
  const { t } = useTexts()
  const events = useOwnEvents(as)
  const kind = as === 'learner' ? 'join' : 'start'
  return (
    <Loaded query={events}>
      {({ pages }) => {
        const [next, ...later] = pages.flatMap((page) => page.items)
        if (!next) return empty
        return (
          <Stack gap="xl">
            <section aria-labelledby="next-event">
              <Title order={2} size="h4" mb="sm" id="next-event">
                {t('learn.next')}
              </Title>
              <EventCard event={next} kind={kind} isNext />
            </section>
            {later.length > 0 && (
              <section aria-labelledby="later-events">
                <Title order={2} size="h4" mb="sm" id="later-events">
                  {t('learn.later')}
                </Title>
                <Stack gap="xs">
                  {later.map((event) => (
                    <EventCard key={event.id} event={event} kind={kind} />
                  ))}
                </Stack>
              </section>
            )}
            {events.hasNextPage && (
              <Button
                variant="default"
                loading={events.isFetchingNextPage}
                onClick={() => events.fetchNextPage()}
              >
                {t('app.more')}
              </Button>
            )}
          </Stack>
        )
      }}
    </Loaded>
  )
}
