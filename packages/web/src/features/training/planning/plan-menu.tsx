import { useLocation } from 'wouter'
import type { Session } from '../../../api/client.ts'
import { useTexts } from '../../../app/i18n.ts'
import { ActionsMenu, type MenuAction } from '../../../ui/actions-menu.tsx'
import { usePanel } from '../../../ui/use-panel.ts'
import { CopyPanel, ImportPanel, SeriesPanel } from './lazy-panels.tsx'
import { copySession } from './queries.ts'

/**
 * What plans many things of a session at once.
 *
 * @param props.also what stands in the same menu where there is room for one; their panels stand elsewhere
 */
export function PlanMenu({ session, also }: { session: Session; also: readonly MenuAction[] }) {
  const { t } = useTexts()
  const { panel, open, close } = usePanel()
  const [, navigate] = useLocation()
  return (
    <>
      <ActionsMenu
        label={t(also.length > 0 ? 'lifecycle.actions' : 'bulk.plan')}
        items={[
          { label: t('bulk.series'), panel: 'series' },
          { label: t('bulk.copySession'), panel: 'copy' },
          { label: t('bulk.import'), panel: 'import' },
          { label: t('bulk.export'), file: `/api/v1/events/export.csv?sessionId=${session.id}` },
          ...also,
        ]}
        onChoose={open}
      />
      {panel === 'series' && <SeriesPanel sessionId={session.id} onClose={close} />}
      {panel === 'import' && <ImportPanel sessionId={session.id} onClose={close} />}
      {panel === 'copy' && (
        <CopyPanel
          title={t('bulk.copySession')}
          name={session.name}
          choosesCourse={session.courseId}
          run={(copy) => copySession(session.id, copy)}
          onSaved={(id) => navigate(`/sessions/${id}`, { replace: true })}
          onClose={close}
        />
      )}
    </>
  )
}
