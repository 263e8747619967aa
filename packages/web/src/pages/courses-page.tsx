import '../ui/panel-styles.ts'
import { Button, Group, Stack, TextInput } from '@mantine/core'
import { Link, useLocation } from 'wouter'
import { useTexts, withTexts } from '../app/i18n.ts'
import { useMe } from '../features/people/auth/queries.ts'
import { CategoryFilter } from '../features/training/courses/category-filter.tsx'
import { CourseThumb } from '../features/training/courses/course-picture.tsx'
import { useCourses } from '../features/training/courses/queries.ts'
import { lazily } from '../ui/lazily.tsx'
import { Page } from '../ui/page.tsx'
import { CoursesPicture } from '../ui/pictures.tsx'
import { Row, Rows } from '../ui/rows.tsx'
import { Empty, Loaded } from '../ui/states.tsx'
import { useFilters, useTyped } from '../ui/use-filters.ts'
import { usePanel } from '../ui/use-panel.ts'
import { formatMoment } from '../ui/when.ts'

const CoursePanel = lazily(
  async () =>
    (await withTexts(['evidence'], import('../features/training/courses/course-form.tsx'))).CoursePanel,
)

const USUAL = { query: '', category: '' }

export function CoursesPage() {
  const { t, language } = useTexts()
  const me = useMe().data
  const zone = me?.timeZone ?? 'UTC'
  const { panel, open, close } = usePanel()
  const [, navigate] = useLocation()
  const [{ query, category }, setFilter] = useFilters(USUAL)
  const [typed, setTyped] = useTyped(query, (next) => setFilter({ query: next }))
  const courses = useCourses(query, category)
  return (
    <Page
      title={t('courses.title')}
      action={
        me?.may.plan && (
          <Group gap="xs">
            <Button variant="default" component={Link} href="/plan">
              {t('courses.planTerm')}
            </Button>
            <Button onClick={() => open('new')}>{t('courses.new')}</Button>
          </Group>
        )
      }
    >
      <Stack>
        <Group gap="sm" align="flex-end">
          <TextInput
            type="search"
            aria-label={t('app.search')}
            placeholder={t('app.search')}
            value={typed}
            onChange={(e) => setTyped(e.currentTarget.value)}
            w={{ base: '100%', xs: 400 }}
          />
          <CategoryFilter value={category} onChange={(next) => setFilter({ category: next })} />
        </Group>
        <Loaded query={courses}>
          {({ pages }) => {
            const items = pages.flatMap((page) => page.items)
            if (items.length === 0 && category) return <p>{t('courses.noneInCategory', { category })}</p>
            if (items.length === 0 && query) return <p>{t('courses.none', { query })}</p>
            if (items.length === 0)
              return (
                <Empty
                  title={t('courses.empty.title')}
                  picture={<CoursesPicture />}
                  text={t('courses.empty.text')}
                />
              )
            return (
              <>
                <Rows label={t('courses.title')}>
                  {items.map((course) => (
                    <Row
                      key={course.id}
                      href={`/courses/${course.id}`}
                      picture={<CourseThumb course={course} />}
                      title={course.name}
                      facts={[
                        course.code,
                        course.type.toUpperCase(),
                        t('course.sessionCount', { count: course.sessionCount }),
                        course.nextStartsAt
                          ? t('course.next', { when: formatMoment(course.nextStartsAt, zone, language) })
                          : '',
                      ]}
                    />
                  ))}
                </Rows>
                {courses.hasNextPage && (
                  <Button
                    variant="default"
                    loading={courses.isFetchingNextPage}
                    onClick={() => courses.fetchNextPage()}
                  >
                    {t('app.more')}
                  </Button>
                )}
              </>
            )
          }}
        </Loaded>
      </Stack>
      {panel === 'new' && me?.may.plan && (
        <CoursePanel
          onClose={close}
          onSaved={(course) => navigate(`/courses/${course.id}`, { replace: true })}
        />
      )}
    </Page>
  )
}
