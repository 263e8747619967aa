import { type Ctx, happened } from '../../../ctx.ts'
import { withTransaction } from '../../../db/database.ts'
import { NotFoundError } from '../../../domain/errors.ts'
import type { CourseId } from '../../../domain/ids.ts'
import type { Actor } from '../../../http/actor.ts'
import { assertUpdated } from '../../../http/etag.ts'
import { draw } from '../../../images/renditions.ts'
import * as courseImageStore from './course-image.store.ts'
import { assertMayChangeCourse, getCourse } from './courses.service.ts'
import * as coursesStore from './courses.store.ts'

/** Twice what pages show: on the page of a course, and on cards and in lists. */
const drafts = {
  whole: { width: 1280, height: 960, type: 'image/webp' },
  small: { width: 640, height: 480, type: 'image/webp' },
} as const

/** A course, in the version that its picture was chosen for. */
interface CourseTarget {
  readonly courseId: CourseId
  readonly expectedVersion: number
}

/** @throws {NotFoundError} `course-not-found`, `image-not-found` */
export async function getCourseImage(ctx: Ctx, actor: Actor, courseId: CourseId, size: 'whole' | 'small') {
  await getCourse(ctx, actor, courseId)
  const image = await courseImageStore.findImage(ctx.db, ctx.platform.id, courseId)
  if (!image) throw new NotFoundError('image-not-found')
  const { small, ...whole } = image
  return size === 'small' && small ? { ...whole, content: small } : whole
}

/**
 * Gives a course a picture, in place of the one that it had, drawn anew in the sizes in which it is shown.
 *
 * @throws {InvalidInputError} `image-not-known`, `image-is-svg`, `image-too-wide`, `image-broken`; {StaleError}
 */
export async function setCourseImage(
  ctx: Ctx,
  actor: Actor,
  target: CourseTarget,
  sent: Buffer,
): Promise<void> {
  const { courseId } = target
  // Nobody’s picture is drawn who may not give it.
  await withTransaction(ctx.db, (trx) => assertMayChangeCourse(ctx, trx, actor, courseId))
  const drawn = await draw(sent, drafts)
  await withTransaction(ctx.db, async (trx) => {
    await assertMayChangeCourse(ctx, trx, actor, courseId)
    const { id: platformId } = ctx.platform
    const { content, contentType } = drawn.whole
    const image = {
      platformId,
      courseId,
      content,
      contentType,
      small: drawn.small.content,
      changedAt: ctx.now(),
    }
    assertUpdated(await coursesStore.updateCourse(trx, platformId, target, {}))
    await courseImageStore.putImage(trx, image)
    const changes = { image: contentType, bytes: content.length }
    await happened(ctx, trx, { kind: 'course-image-changed', id: courseId, by: actor.personId, changes })
  })
}

/** Takes a course's picture away. @throws {NotFoundError} `image-not-found`; {StaleError} */
export async function removeCourseImage(ctx: Ctx, actor: Actor, target: CourseTarget): Promise<void> {
  const { courseId } = target
  await withTransaction(ctx.db, async (trx) => {
    await assertMayChangeCourse(ctx, trx, actor, courseId)
    assertUpdated(await coursesStore.updateCourse(trx, ctx.platform.id, target, {}))
    const had = await courseImageStore.deleteImage(trx, ctx.platform.id, courseId)
    if (!had) throw new NotFoundError('image-not-found')
    const changes = { image: null }
    await happened(ctx, trx, { kind: 'course-image-changed', id: courseId, by: actor.personId, changes })
  })
}
