import type { Course } from '../../../api/client.ts'
import classes from './course-picture.module.css'

/** A course's picture on its page; what it shows is told by the course's name. */
export function CoursePicture({ course }: { course: Course }) {
  if (!course.imageUrl) return null
  return <img className={classes.large} src={course.imageUrl} alt={course.name} width={320} height={180} />
}

/** The small picture in a list; its row says the name already. A course without one keeps the place. */
export function CourseThumb({ course }: { course: Course }) {
  if (!course.imageUrl) return <span className={classes.thumb} aria-hidden />
  return <img className={classes.thumb} src={course.imageUrl} alt="" width={64} height={36} loading="lazy" />
}
