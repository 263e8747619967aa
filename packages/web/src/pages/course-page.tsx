import '../ui/panel-styles.ts'
import { Button, Group } from '@mantine/core'
import { Link, useLocation } from 'wouter'
import type { Course, Session } from '../api/client.ts'
import { useTexts, withTexts } from '../app/i18n.ts'
import { useMe } from '../features/people/auth/queries.ts'
import { CancelledNote } from '../features/training/cancellations/cancelled-note.tsx'
import { CourseMenu, courseActions } from '../features/training/cancellations/lifecycle-menu.tsx'
import { CourseIntro } from '../features/training/courses/course-intro.tsx'
import { useCourse } from '../features/training/courses/queries.ts'
import { useCourseTrail } from '../features/training/courses/use-course-trail.ts'
import { OpenSessions } from '../features/training/enrollments/open-sessions.tsx'
import { CoursePlanMenu } from '../features/training/planning/course-plan-menu.tsx'
import { useSessions } from '../features/training/sessions/queries.ts'
import { enrolledText } from '../features/training/sessions/session-facts.tsx'
import { ActionsMenu } from '../ui/actions-menu.tsx'
import { lazily } from '../ui/lazily.tsx'
import { Page } from '../ui/page.tsx'
import { CalendarPicture } from '../ui/pictures.tsx'
import { Row, Rows } from '../ui/rows.tsx'
import { Seats } from '../ui/seats.tsx'
import { StateBadge } from '../ui/state-badge.tsx'
import { Empty, Loaded } from '../ui/states.tsx'
import { useIsPhone } from '../ui/use-is-phone.ts'
import { usePanel } from '../ui/use-panel.ts'
import { formatDays } from '../ui/when.ts'

const CoursePanel = lazily(
  async () =>
    (await withTexts(['evidence'], import('../features/training/courses/course-form.tsx'))).CoursePanel,
)
const SessionPanel = lazily(
  async () => (await import('../features/training/sessions/session-form.tsx')).SessionPanel,
)

const CourseRulePanel = lazily(
  async () =>
    (await withTexts(['brand'], import('../features/training/attendance-rule/course-rule-panel.tsx')))
      .CourseRulePanel,
)

const RulePanel = lazily(
  async () => (await import('../features/training/completions/rule-panel.tsx')).RulePanel,
)

const EvaluationFormPanel = lazily(
  async () => (await import('../features/training/evaluations/form-panel.tsx')).EvaluationFormPanel,
)
const EvaluationResultsPanel = lazily(
  async () => (await import('../features/training/evaluations/results-panel.tsx')).EvaluationResultsPanel,
)

const EnrollmentRulesPanel = lazily(
  async () =>
    (await import('../features/training/enrollments/enrollment-rules-panel.tsx')).EnrollmentRulesPanel,
)

const CourseNoShowsPanel = lazily(
  async () =>
    (await withTexts(['noshows'], import('../features/training/no-shows/course-rule-panel.tsx')))
      .CourseNoShowsPanel,
)

const EnrollIntoSessionsPanel = lazily(
  async () =>
    (await import('../features/training/enrollments/enroll-into-sessions.tsx')).EnrollIntoSessionsPanel,
)

export function CoursePage({ params: { courseId } }: { params: { courseId: string } }) {
  const course = useCourse(courseId)
  return (
    <Loaded query={course} isPage>
      {(loaded) => <CourseDetails course={loaded} />}
    </Loaded>
  )
}

function CourseDetails({ course }: { course: Course }) {
  const { t } = useTexts()
  const sessions = useSessions(course.id)
  const { panel, open, close } = usePanel()
  const [, navigate] = useLocation()
  const mayEnroll = sessions.data?.items.some((session) => session.may.enroll) ?? false
  // On a phone one menu has them all.
  const isPhone = useIsPhone()
  const trail = useCourseTrail()
  const quiet = [
    ...(course.may.edit ? [{ panel: 'edit', label: t('app.edit') }] : []),
    ...(mayEnroll ? [{ panel: 'enroll', label: t('enrolling.into') }] : []),
  ]
  return (
    <Page
      title={course.name}
      below={[t('course.typeName', { type: course.type }), course.code].filter(Boolean).join(' · ')}
      trail={trail}
      action={
        course.may.plan && (
          <Group gap="xs">
            {course.may.edit && <CourseMenu course={course} isBare={isPhone} />}
            <CoursePlanMenu
              course={course}
              also={isPhone ? [...quiet, ...(course.may.edit ? courseActions(t, course) : [])] : []}
            />
            {!isPhone &&
              quiet.map(({ panel: name, label }) => (
                <Button key={name} variant="default" onClick={() => open(name)}>
                  {label}
                </Button>
              ))}
            <Button onClick={() => open('new-session')}>{t('session.new')}</Button>
          </Group>
        )
      }
    >
      <CancelledNote cancelled={course.cancelled} />
      <CourseIntro course={course} />
      <h2>{t('course.sessions')}</h2>
      <Loaded query={sessions}>
        {({ items }) =>
          !course.may.plan ? (
            <OpenSessions courseId={course.id} sessions={items} />
          ) : items.length === 0 ? (
            <Empty
              title={t('session.empty.title')}
              picture={<CalendarPicture />}
              text={t('session.empty.text')}
            />
          ) : (
            <Rows label={t('course.sessions')}>
              {items.map((session) => (
                <SessionRow key={session.id} session={session} />
              ))}
            </Rows>
          )
        }
      </Loaded>
      {/* Below the list, and not before it is there: nothing moves. */}
      {course.may.plan && sessions.data && <CourseMore course={course} isPhone={isPhone} onOpen={open} />}
      {panel === 'enroll' && mayEnroll && <EnrollIntoSessionsPanel courseId={course.id} onClose={close} />}
      {panel === 'rule' && course.may.edit && <CourseRulePanel courseId={course.id} onClose={close} />}
      {panel === 'completion-rule' && course.may.plan && <RulePanel courseId={course.id} onClose={close} />}
      {panel === 'evaluation' && course.may.edit && (
        <EvaluationFormPanel courseId={course.id} onClose={close} />
      )}
      {panel === 'evaluation-results' && course.may.plan && (
        <EvaluationResultsPanel courseId={course.id} onClose={close} />
      )}
      {panel === 'enrollment-rules' && course.may.plan && (
        <EnrollmentRulesPanel courseId={course.id} onClose={close} />
      )}
      {panel === 'no-shows' && course.may.edit && <CourseNoShowsPanel course={course} onClose={close} />}
      {panel === 'edit' && course.may.edit && <CoursePanel course={course} onClose={close} />}
      {panel === 'new-session' && course.may.plan && (
        <SessionPanel
          courseId={course.id}
          onClose={close}
          onSaved={(session) => navigate(`/sessions/${session.id}`, { replace: true })}
        />
      )}
    </Page>
  )
}

interface CourseMoreProps {
  course: Course
  isPhone: boolean
  onOpen: (panel: string) => void
}

/** Rules, survey and results of a course: buttons beside each other, or one menu where they would stand below each other. */
function CourseMore({ course, isPhone, onOpen }: CourseMoreProps) {
  const { t } = useTexts()
  const [, navigate] = useLocation()
  const expiring = `/expiring?course=${course.id}`
  const mine = course.may.edit
  const items = [
    ...(mine ? [{ panel: 'rule', label: t('course.rule') }] : []),
    { panel: 'completion-rule', label: t('completion.ruleTitle') },
    ...(mine ? [{ panel: 'no-shows', label: t('course.noShows') }] : []),
    { panel: 'enrollment-rules', label: t('enrolling.rules') },
    ...(mine ? [{ panel: 'evaluation', label: t('evaluation.title') }] : []),
    { panel: 'evaluation-results', label: t('evaluation.results') },
    { panel: 'expiring', label: t('completion.expiring') },
  ]
  return (
    <Group gap="xs" mt="md" className="no-print">
      {isPhone ? (
        <ActionsMenu
          label={t('course.more')}
          items={items}
          onChoose={(panel) => (panel === 'expiring' ? navigate(expiring) : onOpen(panel))}
        />
      ) : (
        items.map(({ panel, label }) =>
          panel === 'expiring' ? (
            <Button key={panel} variant="default" component={Link} href={expiring}>
              {label}
            </Button>
          ) : (
            <Button key={panel} variant="default" onClick={() => onOpen(panel)}>
              {label}
            </Button>
          ),
        )
      )}
    </Group>
  )
}

function SessionRow({ session }: { session: Session }) {
  const { t, language } = useTexts()
  const zone = useMe().data?.timeZone ?? 'UTC'
  const { firstStartsAt, lastEndsAt, enrolledCount: count, maxEnrollment: max } = session
  const facts = [
    session.cancelled && <StateBadge tone="neutral">{t('lifecycle.cancelled')}</StateBadge>,
    firstStartsAt &&
      lastEndsAt &&
      formatDays({ startsAt: firstStartsAt, endsAt: lastEndsAt }, zone, language),
    t('session.eventCount', { count: session.eventCount }),
    <Seats key="seats" count={count} max={max} text={enrolledText(t, session)} />,
  ]
  return <Row href={`/sessions/${session.id}`} title={session.name} facts={facts} />
}
