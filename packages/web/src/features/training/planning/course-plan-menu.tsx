import { Button, Menu } from '@mantine/core'
import { useLocation } from 'wouter'
import type { Course } from '../../../api/client.ts'
import { useTexts } from '../../../app/i18n.ts'
import { usePanel } from '../../../ui/use-panel.ts'
import { CopyPanel } from './copy-panel.tsx'
import { copyCourse } from './queries.ts'

/** What plans many things of a course at once. */
export function CoursePlanMenu({ course }: { course: Course }) {
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
          <Menu.Item onClick={() => open('copy')}>{t('bulk.copyCourse')}</Menu.Item>
          <Menu.Item onClick={() => navigate('/plan')}>{t('bulk.term')}</Menu.Item>
          <Menu.Item component="a" href={`/api/v1/sessions/export.csv?courseId=${course.id}`} download>
            {t('bulk.exportSessions')}
          </Menu.Item>
          <Menu.Item component="a" href={`/api/v1/events/export.csv?courseId=${course.id}`} download>
            {t('bulk.export')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {panel === 'copy' && (
        <CopyPanel
          title={t('bulk.copyCourse')}
          name={course.name}
          run={(copy) => copyCourse(course.id, copy)}
          onSaved={(id) => navigate(`/courses/${id}`)}
          onClose={close}
        />
      )}
    </>
  )
}
