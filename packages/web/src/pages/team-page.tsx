import { Button } from '@mantine/core'
import { useTexts, withTexts } from '../app/i18n.ts'
import { useMe } from '../features/people/auth/queries.ts'
import { useTeam } from '../features/training/team/queries.ts'
import { Requests } from '../features/training/team/requests.tsx'
import { lazily } from '../ui/lazily.tsx'
import { Page } from '../ui/page.tsx'
import { PeoplePicture } from '../ui/pictures.tsx'
import { Row, Rows } from '../ui/rows.tsx'
import { Empty, Loaded } from '../ui/states.tsx'
import { Together } from '../ui/together.tsx'
import { usePanel } from '../ui/use-panel.ts'
import { formatDay } from '../ui/when.ts'

const DeputyPanel = lazily(
  async () =>
    (await withTexts(['planning'], import('../features/training/team/deputy-panel.tsx'))).DeputyPanel,
)

/** A manager's team: what waits for them, and what each of their people has booked, missed and to renew. */
export function TeamPage() {
  const { t, language } = useTexts()
  const zone = useMe().data?.timeZone ?? 'UTC'
  const team = useTeam()
  const { panel, open, close } = usePanel()
  return (
    <Page
      title={t('team.title')}
      action={
        <Button variant="default" onClick={() => open('deputy')}>
          {t('team.deputy')}
        </Button>
      }
    >
      <Together>
        <Requests />
        <section aria-labelledby="team-people">
          <h2 id="team-people">{t('team.people')}</h2>
          <Loaded query={team}>
            {({ pages }) => {
              const people = pages.flatMap(({ items }) => items)
              if (people.length === 0)
                return (
                  <Empty title={t('team.nobody')} picture={<PeoplePicture />} text={t('team.nobodyText')} />
                )
              return (
                <Rows label={t('team.people')}>
                  {people.map((one) => (
                    <Row
                      key={one.personId}
                      href={`/team/${one.personId}`}
                      title={one.name}
                      facts={[
                        one.nextStartsAt &&
                          t('team.next', { when: formatDay(one.nextStartsAt, zone, language) }),
                        t('team.booked', { count: one.bookings }),
                        t('team.absent', { count: one.absences }),
                        t('team.expiring', { count: one.expiring }),
                      ]}
                    />
                  ))}
                </Rows>
              )
            }}
          </Loaded>
          {team.hasNextPage && (
            <Button
              variant="default"
              mt="sm"
              loading={team.isFetchingNextPage}
              onClick={() => void team.fetchNextPage()}
            >
              {t('app.more')}
            </Button>
          )}
        </section>
      </Together>
      {panel === 'deputy' && <DeputyPanel onClose={close} />}
    </Page>
  )
}
