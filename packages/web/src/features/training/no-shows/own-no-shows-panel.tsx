import '../../../ui/panel-styles.ts'
import { Anchor, Stack, Text } from '@mantine/core'
import { Link } from 'wouter'
import { useTexts } from '../../../app/i18n.ts'
import { SlideOver } from '../../../ui/slide-over.tsx'
import { Empty, Loaded } from '../../../ui/states.tsx'
import { MissedList } from './missed-list.tsx'
import { useOwnNoShows } from './queries.ts'
import { Standings } from './standings.tsx'

const pathOf = (eventId: string) => `/learn/events/${eventId}`

/** One’s own no-shows: how many count, until when one can’t enroll oneself, and the way to say why one could not come. */
export function OwnNoShowsPanel({ onClose }: { onClose: () => void }) {
  const { t } = useTexts()
  const noShows = useOwnNoShows()
  return (
    <SlideOver title={t('noShows.own')} onClose={onClose}>
      <Loaded query={noShows}>
        {({ isOn, standings, items }) =>
          items.length === 0 ? (
            <Empty title={t('noShows.none')} text={t(isOn ? 'noShows.noneText' : 'noShows.offText')} />
          ) : (
            <Stack gap="lg">
              <Standings standings={standings} isOwn />
              <Text size="sm">{t('noShows.wrong')}</Text>
              <MissedList items={items} pathOf={pathOf}>
                {({ eventId, state, explanation }) =>
                  state !== 'excused' && (
                    <Anchor component={Link} href={pathOf(eventId)} size="sm">
                      {t(explanation ? 'noShows.explainAnew' : 'noShows.explain')}
                    </Anchor>
                  )
                }
              </MissedList>
            </Stack>
          )
        }
      </Loaded>
    </SlideOver>
  )
}
