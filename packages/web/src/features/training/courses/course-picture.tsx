import type { Course } from '../../../api/client.ts'
import { Cover } from '../../../ui/cover.tsx'
import classes from './course-picture.module.css'

type Pictured = Pick<Course, 'name' | 'hue' | 'imageUrl'>

/** A course's cover on its page. */
export function CoursePicture({ course: { name, hue, imageUrl } }: { course: Pictured }) {
  return <Cover className={classes.large} name={name} hue={hue} imageUrl={imageUrl} />
}

/** The small cover in a list; its row says the name already. */
export function CourseThumb({ course: { name, hue, imageUrl } }: { course: Pictured }) {
  return <Cover className={classes.thumb} name={name} hue={hue} imageUrl={imageUrl} size="small" />
}
