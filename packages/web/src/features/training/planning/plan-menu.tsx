import { Button, Menu } from '@mantine/core'
import { useLocation } from 'wouter'
import type { Session } from '../../../api/client.ts'
import { useTexts } from '../../../app/i18n.ts'
import { usePanel } from '../../../ui/use-panel.ts'
import { CopyPanel } from './copy-panel.tsx'
import { ImportPanel } from './import-panel.tsx'
import { copySession } from './queries.ts'
import { SeriesPanel } from './series-panel.tsx'

/** What plans many things of a session at once. */
export function PlanMenu({ session }: { session: Session }) {
  const { t } = useTexts()
  const { panel, open, close } = usePanel()
  const [, navigate] = useLocation()
  return (
    <>
      <Menu position="bottom-end" transitionProps={{ duration: 100 }}>
        <Menu.Target>
          <Button variant="default">{t('bulk.plan')}</Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => open('series')}>{t('bulk.series')}</Menu.Item>
          <Menu.Item onClick={() => open('copy')}>{t('bulk.copySession')}</Menu.Item>
          <Menu.Item onClick={() => open('import')}>{t('bulk.import')}</Menu.Item>
          <Menu.Item component="a" href={`/api/v1/events/export.csv?sessionId=${session.id}`} download>
            {t('bulk.export')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {panel === 'series' && <SeriesPanel sessionId={session.id} onClose={close} />}
      {panel === 'import' && <ImportPanel sessionId={session.id} onClose={close} />}
      {panel === 'copy' && (
        <CopyPanel
          title={t('bulk.copySession')}
          name={session.name}
          choosesCourse={session.courseId}
          run={(copy) => copySession(session.id, copy)}
          onSaved={(id) => navigate(`/sessions/${id}`)}
          onClose={close}
        />
      )}
    </>
  )
}
