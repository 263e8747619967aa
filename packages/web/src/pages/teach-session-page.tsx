import '@mantine/core/styles/InlineInput.layer.css'
import '@mantine/core/styles/Checkbox.layer.css'
import { useTexts } from '../app/i18n.ts'
import { PaperFoot, PaperHead } from '../features/operations/roster/paper.tsx'
import { useSessionAttendance } from '../features/operations/roster/queries.ts'
import { SessionMatrix } from '../features/operations/roster/session-matrix.tsx'
import { useCourseTrail } from '../features/training/courses/use-course-trail.ts'
import { useSession } from '../features/training/sessions/queries.ts'
import { Page } from '../ui/page.tsx'
import { Loaded } from '../ui/states.tsx'

/** The attendance of a whole session. */
export function TeachSessionPage({ sessionId }: { sessionId: string }) {
  const { t } = useTexts()
  const session = useSession(sessionId)
  const sheet = useSessionAttendance(sessionId)
  const trail = useCourseTrail(session.data && { ...session.data, sessionId, sessionName: session.data.name })
  return (
    <Loaded query={session} isPage>
      {({ name, courseName, instructors }) => (
        <Page title={t('matrix.title', { name })} trail={trail}>
          <PaperHead event={{ courseName, sessionName: name, instructors }} />
          <Loaded query={sheet}>{(loaded) => <SessionMatrix sessionId={sessionId} sheet={loaded} />}</Loaded>
          <PaperFoot />
        </Page>
      )}
    </Loaded>
  )
}
