import '../ui/panel-styles.ts'
import { Button, Stack, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { useTexts } from '../app/i18n.ts'
import { CoursePanel } from '../features/courses/course-form.tsx'
import { useCourses } from '../features/courses/queries.ts'
import { useMe } from '../features/login/queries.ts'
import { Page } from '../ui/page.tsx'
import { Row, Rows } from '../ui/rows.tsx'
import { Empty, Loaded } from '../ui/states.tsx'
import { usePanel } from '../ui/use-panel.ts'

export function CoursesPage() {
  const { t } = useTexts()
  const me = useMe().data
  const { panel, open, close } = usePanel()
  const [, navigate] = useLocation()
  const [typed, setTyped] = useState('')
  const [query] = useDebouncedValue(typed.trim(), 200)
  const courses = useCourses(query)
  return (
    <Page
      title={t('courses.title')}
      action={me?.may.plan && <Button onClick={() => open('new')}>{t('courses.new')}</Button>}
    >
      <Stack>
        <TextInput
          type="search"
          aria-label={t('app.search')}
          placeholder={t('app.search')}
          value={typed}
          onChange={(e) => setTyped(e.currentTarget.value)}
          maw={400}
        />
        <Loaded query={courses}>
          {({ pages }) => {
            const items = pages.flatMap((page) => page.items)
            if (items.length === 0 && query) return <p>{t('courses.none', { query })}</p>
            if (items.length === 0)
              return <Empty title={t('courses.empty.title')} text={t('courses.empty.text')} />
            return (
              <>
                <Rows label={t('courses.title')}>
                  {items.map((course) => (
                    <Row
                      key={course.id}
                      href={`/courses/${course.id}`}
                      title={course.name}
                      facts={[
                        course.code,
                        course.type.toUpperCase(),
                        t('course.sessionCount', { count: course.sessionCount }),
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
        <CoursePanel onClose={close} onSaved={(course) => navigate(`/courses/${course.id}`)} />
      )}
    </Page>
  )
}
