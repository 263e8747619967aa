import { useLocation } from 'wouter'
import type { Course } from '../../../api/client.ts'
import { useTexts } from '../../../app/i18n.ts'
import { ActionsMenu, type MenuAction } from '../../../ui/actions-menu.tsx'
import { usePanel } from '../../../ui/use-panel.ts'
import { CopyPanel } from './lazy-panels.tsx'
import { copyCourse } from './queries.ts'

/**
 * What plans many things of a course at once.
 *
 * @param props.also what stands in the same menu where there is room for one; their panels stand elsewhere
 */
export function CoursePlanMenu({ course, also }: { course: Course; also: readonly MenuAction[] }) {
  const { t } = useTexts()
  const { panel, open, close } = usePanel()
  const [, navigate] = useLocation()
  return (
    <>
      <ActionsMenu
        label={t(also.length > 0 ? 'lifecycle.actions' : 'bulk.plan')}
        items={[
          { label: t('bulk.copyCourse'), panel: 'copy' },
          { label: t('bulk.term'), panel: 'term' },
          {
            label: t('bulk.exportSessions'),
            file: `/api/v1/sessions/export.csv?courseId=${course.id}`,
          },
          { label: t('bulk.export'), file: `/api/v1/events/export.csv?courseId=${course.id}` },
          ...also,
        ]}
        onChoose={(panel) => (panel === 'term' ? navigate('/plan') : open(panel))}
      />
      {panel === 'copy' && (
        <CopyPanel
          title={t('bulk.copyCourse')}
          name={course.name}
          run={(copy) => copyCourse(course.id, copy)}
          onSaved={(id) => navigate(`/courses/${id}`, { replace: true })}
          onClose={close}
        />
      )}
    </>
  )
}
