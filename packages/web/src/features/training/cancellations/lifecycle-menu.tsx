import { useLocation } from 'wouter'
import type { Course, Session } from '../../../api/client.ts'
import { type Translate, useTexts } from '../../../app/i18n.ts'
import { ActionsMenu, type MenuAction } from '../../../ui/actions-menu.tsx'
import { Confirm } from '../../../ui/confirm.tsx'
import { lazily } from '../../../ui/lazily.tsx'
import { useHeld } from '../../../ui/use-opened.ts'
import { usePanel } from '../../../ui/use-panel.ts'
import { deleteCourse, deleteSession, restoreCourse, restoreSession } from './queries.ts'

const ChangePreview = lazily(async () => (await import('../previews/change-preview.tsx')).ChangePreview)
const CancelCoursePanel = lazily(async () => (await import('./cancel-course-panel.tsx')).CancelCoursePanel)
const CancelSessionPanel = lazily(async () => (await import('./cancel-session-panel.tsx')).CancelSessionPanel)

/** What a session's menu offers to who may edit it; `SessionMenu` has the panels. */
export function sessionActions(t: Translate, { cancelled }: Session): MenuAction[] {
  return [
    ...(cancelled ? [] : [{ label: t('lifecycle.cancelSession'), panel: 'cancel' }]),
    ...(cancelled?.with === 'session' ? [{ label: t('lifecycle.restoreSession'), panel: 'restore' }] : []),
    { label: t('lifecycle.deleteSession'), panel: 'delete' },
  ]
}

interface SessionMenuProps {
  session: Session
  /** The course’s sessions, once somebody wants to cancel this one and they are there. */
  siblings: readonly Session[] | undefined
  /** Its actions stand in another menu: here are their panels alone. */
  isBare: boolean
}

/** Cancel, restore and delete a session, for who may edit it. */
export function SessionMenu({ session, siblings, isBare }: SessionMenuProps) {
  const { t } = useTexts()
  const { panel, open, close } = usePanel()
  const [, navigate] = useLocation()
  const others = siblings?.filter((other) => other.id !== session.id && !other.cancelled && other.may.edit)
  // Somebody else may be faster: what was asked stays, and what was typed, and the platform says so.
  const cancelled = useHeld(session.cancelled, panel !== null)
  return (
    <>
      {!isBare && (
        <ActionsMenu label={t('lifecycle.actions')} items={sessionActions(t, session)} onChoose={open} />
      )}
      {panel === 'cancel' && !cancelled && others && (
        <CancelSessionPanel session={session} others={others} onClose={close} />
      )}
      {panel === 'restore' && cancelled?.with === 'session' && (
        <Confirm
          title={t('lifecycle.restoreSession')}
          text={t('lifecycle.restoreText')}
          action={t('lifecycle.restore')}
          onConfirm={() => restoreSession(session.id)}
          onClose={close}
        >
          <ChangePreview request={{ action: 'restore-session', sessionId: session.id }} />
        </Confirm>
      )}
      {panel === 'delete' && (
        <Confirm
          title={t('lifecycle.deleteSession')}
          text={t('lifecycle.deleteText')}
          action={t('app.delete')}
          onConfirm={async () => {
            await deleteSession(session.id)
            navigate(`/courses/${session.courseId}`, { replace: true })
          }}
          onClose={close}
        >
          <ChangePreview request={{ action: 'delete-session', sessionId: session.id }} />
        </Confirm>
      )}
    </>
  )
}

/** What a course's menu offers to who may edit it; `CourseMenu` has the panels. */
export function courseActions(t: Translate, { cancelled }: Course): MenuAction[] {
  return [
    cancelled
      ? { label: t('lifecycle.restoreCourse'), panel: 'restore' }
      : { label: t('lifecycle.cancelCourse'), panel: 'cancel' },
    { label: t('lifecycle.deleteCourse'), panel: 'delete' },
  ]
}

/**
 * Cancel, restore and delete a course, for who may edit it.
 *
 * @param props.isBare its actions stand in another menu: here are their panels alone
 */
export function CourseMenu({ course, isBare }: { course: Course; isBare: boolean }) {
  const { t } = useTexts()
  const { panel, open, close } = usePanel()
  const [, navigate] = useLocation()
  const cancelled = useHeld(course.cancelled, panel !== null)
  return (
    <>
      {!isBare && (
        <ActionsMenu label={t('lifecycle.actions')} items={courseActions(t, course)} onChoose={open} />
      )}
      {panel === 'cancel' && !cancelled && <CancelCoursePanel course={course} onClose={close} />}
      {panel === 'restore' && cancelled && (
        <Confirm
          title={t('lifecycle.restoreCourse')}
          text={t('lifecycle.restoreText')}
          action={t('lifecycle.restore')}
          onConfirm={() => restoreCourse(course.id)}
          onClose={close}
        >
          <ChangePreview request={{ action: 'restore-course', courseId: course.id }} />
        </Confirm>
      )}
      {panel === 'delete' && (
        <Confirm
          title={t('lifecycle.deleteCourse')}
          text={t('lifecycle.deleteText')}
          action={t('app.delete')}
          onConfirm={async () => {
            await deleteCourse(course.id)
            navigate('/courses')
          }}
          onClose={close}
        >
          <ChangePreview request={{ action: 'delete-course', courseId: course.id }} />
        </Confirm>
      )}
    </>
  )
}
