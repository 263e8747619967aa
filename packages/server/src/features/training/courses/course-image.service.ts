import { type Ctx, happened } from '../../../ctx.ts'
import { withTransaction } from '../../../db/database.ts'
import { InvalidInputError, NotFoundError } from '../../../domain/errors.ts'
import type { CourseId } from '../../../domain/ids.ts'
import { MAX_IMAGE_SIDE, readImageHeader } from '../../../domain/image.ts'
import type { Actor } from '../../../http/actor.ts'
import { assertUpdated } from '../../../http/etag.ts'
import * as courseImageStore from './course-image.store.ts'
import { assertMayChangeCourse, getCourse } from './courses.service.ts'
import * as coursesStore from './courses.store.ts'

/** A course, in the version that its picture was chosen for. */
interface CourseTarget {
  readonly courseId: CourseId
  readonly expectedVersion: number
}

/** @throws {NotFoundError} `course-not-found`, `image-not-found` */
export async function getCourseImage(ctx: Ctx, actor: Actor, courseId: CourseId) {
  await getCourse(ctx, actor, courseId)
  const image = await courseImageStore.findImage(ctx.db, ctx.platform.id, courseId)
  if (!image) throw new NotFoundError('image-not-found')
  return image
}

/**
 * Gives a course a picture, in place of the one that it had. What it is, its content says.
 *
 * @throws {InvalidInputError} `image-not-known`, `image-too-wide`; {StaleError}
 */
export async function setCourseImage(
  ctx: Ctx,
  actor: Actor,
  target: CourseTarget,
  content: Buffer,
): Promise<void> {
  const { courseId } = target
  await withTransaction(ctx.db, async (trx) => {
    await assertMayChangeCourse(ctx, trx, actor, courseId)
    const header = readImageHeader(content)
    if (!header) throw new InvalidInputError('image-not-known')
    const { type, width, height } = header
    if (Math.max(width, height) > MAX_IMAGE_SIDE)
      throw new InvalidInputError('image-too-wide', { width, height, limit: MAX_IMAGE_SIDE })
    const { id: platformId } = ctx.platform
    const image = { platformId, courseId, content, contentType: type, changedAt: ctx.now() }
    assertUpdated(await coursesStore.updateCourse(trx, platformId, target, {}))
    await courseImageStore.putImage(trx, image)
    const changes = { image: type, bytes: content.length }
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
