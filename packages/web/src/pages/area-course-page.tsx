import { Text } from '@mantine/core'
import { useLocation } from 'wouter'
import { useTexts, withTexts } from '../app/i18n.ts'
import { useMe } from '../features/people/auth/queries.ts'
import { useAreaCourse } from '../features/training/area/queries.ts'
import { formatList } from '../ui/formats.ts'
import { lazily } from '../ui/lazily.tsx'
import { NewButton } from '../ui/new-button.tsx'
import { Page } from '../ui/page.tsx'
import { Row, Rows } from '../ui/rows.tsx'
import { StateBadge } from '../ui/state-badge.tsx'
import { Loaded } from '../ui/states.tsx'
import { usePanel } from '../ui/use-panel.ts'
import { formatDay } from '../ui/when.ts'

const NewSessionPanel = lazily(
  async () =>
    (await withTexts(['planning'], import('../features/training/area/new-session-panel.tsx')))
      .NewSessionPanel,
)

/** A course of a power user's area with its sessions. */
export function AreaCoursePage({ courseId }: { courseId: string }) {
  const { t, language } = useTexts()
  const zone = useMe().data?.timeZone ?? 'UTC'
  const course = useAreaCourse(courseId)
  const [, navigate] = useLocation()
  const { panel, open, close } = usePanel()
  return (
    <Loaded query={course} isPage>
      {({ name, categories, isCancelled, sessions }) => (
        <Page
          title={name}
          trail={[{ label: t('area.title'), href: '/area' }]}
          below={categories.length > 0 && formatList(categories, language)}
          action={
            !isCancelled && <NewButton label={t('area.newSession')} onClick={() => open('new-session')} />
          }
        >
          <h2>{t('area.itsSessions')}</h2>
          {sessions.length === 0 && <Text c="dimmed">{t('area.noSessions')}</Text>}
          <Rows label={t('area.itsSessions')}>
            {sessions.map((session) => (
              <Row
                key={session.id}
                href={`/area/sessions/${session.id}`}
                title={session.name}
                facts={[
                  session.isCancelled && <StateBadge tone="neutral">{t('lifecycle.cancelled')}</StateBadge>,
                  session.firstStartsAt && formatDay(session.firstStartsAt, zone, language),
                  session.maxEnrollment === null
                    ? t('area.taken', { taken: session.taken })
                    : t('area.takenOf', { taken: session.taken, max: session.maxEnrollment }),
                  t('area.mine', { count: session.mine }),
                ]}
              />
            ))}
          </Rows>
          {panel === 'new-session' && (
            <NewSessionPanel
              courseId={courseId}
              onMade={(sessionId) => navigate(`/area/sessions/${sessionId}`)}
              onClose={close}
            />
          )}
        </Page>
      )}
    </Loaded>
  )
}
