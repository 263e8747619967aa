import { Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTexts } from '../app/i18n.ts'
import { useMe } from '../features/people/auth/queries.ts'
import { useMember } from '../features/training/team/queries.ts'
import { Page } from '../ui/page.tsx'
import { Loaded } from '../ui/states.tsx'
import { formatDay } from '../ui/when.ts'

/** One person of a manager's team. */
export function TeamMemberPage({ personId }: { personId: string }) {
  const { t, language } = useTexts()
  const zone = useMe().data?.timeZone ?? 'UTC'
  const member = useMember(personId)
  const day = (at: string) => formatDay(at, zone, language)
  return (
    <Loaded query={member} isPage>
      {({ name, email, bookings, absences, expiring }) => (
        <Page title={name} below={email} trail={[{ label: t('team.title'), href: '/team' }]}>
          <Part title={t('team.bookings')} none={t('team.noBookings')}>
            {bookings.map(({ sessionId, courseName, sessionName, status, nextStartsAt }) => (
              <Line
                key={sessionId}
                title={`${courseName} · ${sessionName}`}
                facts={[t('team.status', { status }), nextStartsAt && day(nextStartsAt)]}
              />
            ))}
          </Part>
          <Part title={t('team.absences')} none={t('team.noAbsences')}>
            {absences.map(({ eventId, courseName, eventName, startsAt, status }) => (
              <Line
                key={eventId}
                title={`${courseName} · ${eventName}`}
                facts={[day(startsAt), t('team.absence', { status })]}
              />
            ))}
          </Part>
          <Part title={t('team.expires')} none={t('team.noExpiring')}>
            {expiring.map(({ courseId, courseName, validUntil, isEnrolledAgain }) => (
              <Line
                key={courseId + validUntil}
                title={courseName}
                facts={[
                  t('team.validUntil', { when: day(validUntil) }),
                  isEnrolledAgain && t('team.booksAgain'),
                ]}
              />
            ))}
          </Part>
        </Page>
      )}
    </Loaded>
  )
}

function Part({ title, none, children }: { title: string; none: string; children: ReactNode[] }) {
  return (
    <section aria-label={title}>
      <h2>{title}</h2>
      {children.length === 0 ? <Text c="dimmed">{none}</Text> : <ul>{children}</ul>}
    </section>
  )
}

function Line({ title, facts }: { title: string; facts: readonly (string | false | null)[] }) {
  return (
    <li>
      <Text fw={600}>{title}</Text>
      <Text size="sm">{facts.filter(Boolean).join(' · ')}</Text>
    </li>
  )
}
