import '@mantine/core/styles/Menu.layer.css'
import '../../../ui/panel-styles.ts'
import { Button, Menu } from '@mantine/core'
import { useLocation } from 'wouter'
import type { Course, Session } from '../../../api/client.ts'
import { useTexts } from '../../../app/i18n.ts'
import { Confirm } from '../../../ui/confirm.tsx'
import { usePanel } from '../../../ui/use-panel.ts'
import { ChangePreview } from '../previews/change-preview.tsx'
import { CancelCoursePanel } from './cancel-course-panel.tsx'
import { CancelSessionPanel } from './cancel-session-panel.tsx'
import { deleteCourse, deleteSession, restoreCourse, restoreSession } from './queries.ts'

/** Cancel, restore and delete a session, for who may edit it. */
export function SessionMenu({ session, siblings }: { session: Session; siblings: readonly Session[] }) {
  const { t } = useTexts()
  const { panel, open, close } = usePanel()
  const [, navigate] = useLocation()
  const others = siblings.filter((other) => other.id !== session.id && !other.cancelled && other.may.edit)
  const isOff = session.cancelled?.with === 'session'
  return (
    <>
      <ActionsMenu
        items={[
          ...(session.cancelled ? [] : [{ label: t('lifecycle.cancelSession'), panel: 'cancel' }]),
          ...(isOff ? [{ label: t('lifecycle.restoreSession'), panel: 'restore' }] : []),
          { label: t('lifecycle.deleteSession'), panel: 'delete' },
        ]}
        onChoose={open}
      />
      {panel === 'cancel' && !session.cancelled && (
        <CancelSessionPanel session={session} others={others} onClose={close} />
      )}
      {panel === 'restore' && isOff && (
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
            navigate(`/courses/${session.courseId}`)
          }}
          onClose={close}
        >
          <ChangePreview request={{ action: 'delete-session', sessionId: session.id }} />
        </Confirm>
      )}
    </>
  )
}

/** Cancel, restore and delete a course, for who may edit it. */
export function CourseMenu({ course }: { course: Course }) {
  const { t } = useTexts()
  const { panel, open, close } = usePanel()
  const [, navigate] = useLocation()
  return (
    <>
      <ActionsMenu
        items={[
          course.cancelled
            ? { label: t('lifecycle.restoreCourse'), panel: 'restore' }
            : { label: t('lifecycle.cancelCourse'), panel: 'cancel' },
          { label: t('lifecycle.deleteCourse'), panel: 'delete' },
        ]}
        onChoose={open}
      />
      {panel === 'cancel' && !course.cancelled && <CancelCoursePanel course={course} onClose={close} />}
      {panel === 'restore' && course.cancelled && (
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

function ActionsMenu({
  items,
  onChoose,
}: {
  items: readonly { label: string; panel: string }[]
  onChoose: (panel: string) => void
}) {
  const { t } = useTexts()
  return (
    <Menu position="bottom-end" transitionProps={{ duration: 100 }}>
      <Menu.Target>
        <Button variant="default">{t('lifecycle.actions')}</Button>
      </Menu.Target>
      <Menu.Dropdown>
        {items.map((item) => (
          <Menu.Item key={item.panel} onClick={() => onChoose(item.panel)}>
            {item.label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
