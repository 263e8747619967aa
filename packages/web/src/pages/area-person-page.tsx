import { Button, Text } from '@mantine/core'
import { useTexts, withTexts } from '../app/i18n.ts'
import { useMe } from '../features/people/auth/queries.ts'
import { useAreaPerson } from '../features/training/area/queries.ts'
import { lazily } from '../ui/lazily.tsx'
import { Page } from '../ui/page.tsx'
import { Row, Rows } from '../ui/rows.tsx'
import { Loaded } from '../ui/states.tsx'
import { usePanel } from '../ui/use-panel.ts'
import { formatDay } from '../ui/when.ts'

const AreaPersonPanel = lazily(
  async () =>
    (await withTexts(['planning'], import('../features/training/area/person-panel.tsx'))).AreaPersonPanel,
)

/** A person of a power user's area, with what they have in its courses. */
export function AreaPersonPage({ personId }: { personId: string }) {
  const { t, language } = useTexts()
  const zone = useMe().data?.timeZone ?? 'UTC'
  const person = useAreaPerson(personId)
  const { panel, open, close } = usePanel()
  const day = (at: string) => formatDay(at, zone, language)
  return (
    <Loaded query={person} isPage>
      {(found) => (
        <Page
          title={found.name}
          below={found.email}
          trail={[{ label: t('area.title'), href: '/area' }]}
          action={
            found.mayChange && (
              <Button variant="default" onClick={() => open('edit')}>
                {t('app.edit')}
              </Button>
            )
          }
        >
          <h2>{t('area.places')}</h2>
          {found.places.length === 0 && <Text c="dimmed">{t('area.noPlaces')}</Text>}
          <Rows label={t('area.places')}>
            {found.places.map((place) => (
              <Row
                key={place.sessionId}
                href={`/area/sessions/${place.sessionId}`}
                title={`${place.courseName} · ${place.sessionName}`}
                facts={[
                  t('team.status', { status: place.status }),
                  place.nextStartsAt && t('team.next', { when: day(place.nextStartsAt) }),
                  place.completedAt && t('area.completedAt', { when: day(place.completedAt) }),
                  t('area.there', { count: place.present }),
                  t('area.absences', { count: place.absent }),
                ]}
              />
            ))}
          </Rows>
          {panel === 'edit' && <AreaPersonPanel person={found} onClose={close} />}
        </Page>
      )}
    </Loaded>
  )
}
