import { Anchor, Text } from '@mantine/core'
import { Link } from 'wouter'
import type { Course } from '../../../api/client.ts'
import { useTexts } from '../../../app/i18n.ts'
import classes from './course-intro.module.css'
import { CoursePicture } from './course-picture.tsx'

/** What a course is: its words, with the picture beside them. */
export function CourseIntro({ course }: { course: Course }) {
  const { t } = useTexts()
  return (
    <div className={classes.intro}>
      <div className={classes.words}>
        {course.description && <Text style={{ whiteSpace: 'pre-line' }}>{course.description}</Text>}
        {course.categories.length > 0 && (
          <ul className={classes.categories} aria-label={t('course.categories')}>
            {course.categories.map((category) => (
              <li key={category}>
                {course.may.plan ? (
                  <Anchor component={Link} href={`/courses?category=${encodeURIComponent(category)}`}>
                    {category}
                  </Anchor>
                ) : (
                  category
                )}
              </li>
            ))}
          </ul>
        )}
      </div>
      <CoursePicture course={course} />
    </div>
  )
}
