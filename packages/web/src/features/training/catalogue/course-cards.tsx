import { Text } from '@mantine/core'
import { Link } from 'wouter'
import { useTexts } from '../../../app/i18n.ts'
import { Cover } from '../../../ui/cover.tsx'
import { StateBadge } from '../../../ui/state-badge.tsx'
import { formatDay } from '../../../ui/when.ts'
import { useMe } from '../../people/auth/queries.ts'
import classes from './course-cards.module.css'
import type { CatalogueCourse } from './queries.ts'

/** Courses to choose from, each a card that is one link. */
export function CourseCards({ courses }: { courses: readonly CatalogueCourse[] }) {
  const { t } = useTexts()
  return (
    <ul className={classes.grid} aria-label={t('catalogue.title')}>
      {courses.map((course) => (
        <CourseCard key={course.id} course={course} />
      ))}
    </ul>
  )
}

function CourseCard({ course }: { course: CatalogueCourse }) {
  const { t, language } = useTexts()
  const zone = useMe().data?.timeZone ?? 'UTC'
  const { imageUrl, nextStartsAt, openSessions, placesLeft, own } = course
  const when = nextStartsAt
    ? t('catalogue.next', { when: formatDay(nextStartsAt, zone, language) })
    : t('catalogue.noDate')
  const left = placesLeft === null ? t('catalogue.free') : t('catalogue.left', { count: placesLeft })
  return (
    <li className={classes.card}>
      <Cover className={classes.image} name={course.name} hue={course.hue} imageUrl={imageUrl} size="small" />
      <div className={classes.words}>
        <h2 className={classes.name}>
          <Link href={`/courses/${course.id}`}>{course.name}</Link>
        </h2>
        {course.categories.length > 0 && (
          <Text size="sm" c="dimmed">
            {course.categories.join(' · ')}
          </Text>
        )}
        {course.description && <span className={classes.text}>{course.description}</span>}
        <div className={classes.facts}>
          <Text size="sm">{openSessions > 0 ? when : t('catalogue.noOpen')}</Text>
          {openSessions > 0 && <Text size="sm">{placesLeft === 0 ? t('catalogue.full') : left}</Text>}
          {own && (
            <StateBadge tone={own === 'enrolled' ? 'good' : 'warning'}>
              {t('place.status', { status: own })}
            </StateBadge>
          )}
        </div>
      </div>
    </li>
  )
}
