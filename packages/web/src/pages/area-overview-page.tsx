import { Anchor, Group, Text, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useState } from 'react'
import { useTexts } from '../app/i18n.ts'
import {
  reportPath,
  useAreaCourses,
  useAreaEvents,
  useAreaPeople,
  useAreaReport,
} from '../features/training/area/queries.ts'
import { MoreButton } from '../ui/more-button.tsx'
import { Page } from '../ui/page.tsx'
import { Row, Rows } from '../ui/rows.tsx'
import { Loaded } from '../ui/states.tsx'
import { Together } from '../ui/together.tsx'
import { formatSpan } from '../ui/when.ts'

/** What a power user looks after: what comes, the courses with what became of their people, and the people. */
export function AreaOverviewPage() {
  const { t } = useTexts()
  return (
    <Page title={t('area.title')}>
      <Together>
        <Events />
        <Courses />
        <People />
      </Together>
    </Page>
  )
}

function Events() {
  const { t, language } = useTexts()
  const events = useAreaEvents()
  return (
    <section aria-labelledby="area-events">
      <h2 id="area-events">{t('area.events')}</h2>
      <Loaded query={events}>
        {({ pages }) => {
          const found = pages.flatMap(({ items }) => items)
          if (found.length === 0) return <Text c="dimmed">{t('area.noEvents')}</Text>
          return (
            <Rows label={t('area.events')}>
              {found.map((event) => (
                <Row
                  key={event.id}
                  href={`/area/events/${event.id}`}
                  title={event.name}
                  facts={[
                    `${event.courseName} · ${event.sessionName}`,
                    formatSpan(event, event.timeZone, language),
                    event.place,
                  ]}
                />
              ))}
            </Rows>
          )
        }}
      </Loaded>
      <MoreButton query={events} />
    </section>
  )
}

function Courses() {
  const { t } = useTexts()
  const courses = useAreaCourses()
  const report = useAreaReport().data?.courses ?? []
  return (
    <section aria-labelledby="area-courses">
      <Group justify="space-between" align="baseline">
        <h2 id="area-courses">{t('area.courses')}</h2>
        <Anchor href={reportPath} download>
          {t('area.file')}
        </Anchor>
      </Group>
      <Loaded query={courses}>
        {({ pages }) => {
          const found = pages.flatMap(({ items }) => items)
          if (found.length === 0) return <Text c="dimmed">{t('area.noCourses')}</Text>
          return (
            <Rows label={t('area.courses')}>
              {found.map((course) => {
                const sums = report.find(({ courseId }) => courseId === course.id)
                return (
                  <Row
                    key={course.id}
                    href={`/area/courses/${course.id}`}
                    title={course.name}
                    facts={[
                      t('area.sessions', { count: course.sessionCount }),
                      t('area.enrolled', { count: sums?.people ?? 0 }),
                      t('area.completed', { count: sums?.completed ?? 0 }),
                      t('area.absences', { count: sums?.absent ?? 0 }),
                    ]}
                  />
                )
              })}
            </Rows>
          )
        }}
      </Loaded>
      <MoreButton query={courses} />
    </section>
  )
}

function People() {
  const { t } = useTexts()
  const [typed, setTyped] = useState('')
  const [query] = useDebouncedValue(typed.trim(), 200)
  const people = useAreaPeople(query)
  return (
    <section aria-labelledby="area-people">
      <h2 id="area-people">{t('area.people')}</h2>
      <TextInput
        type="search"
        label={t('area.find')}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        mb="sm"
      />
      <Loaded query={people}>
        {({ pages }) => {
          const found = pages.flatMap(({ items }) => items)
          if (found.length === 0) return <Text c="dimmed">{t(query ? 'area.noMatch' : 'area.noPeople')}</Text>
          return (
            <Rows label={t('area.people')}>
              {found.map(({ personId, name, email, bookings }) => (
                <Row
                  key={personId}
                  href={`/area/people/${personId}`}
                  title={name}
                  facts={[email, t('area.bookings', { count: bookings })]}
                />
              ))}
            </Rows>
          )
        }}
      </Loaded>
      <MoreButton query={people} />
    </section>
  )
}
