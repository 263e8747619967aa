import { type ComponentType, Suspense, useEffect, useState } from 'react'
import { type AroundNavHandler, Redirect, Route, Router, Switch, useLocation } from 'wouter'
import { type Me, Problem } from '../api/client.ts'
import { useLive } from '../api/live.ts'
import { useMe } from '../features/people/auth/queries.ts'
import { HomePage } from '../pages/home-page.tsx'
import { MyTrainingPage } from '../pages/my-training-page.tsx'
import { NotFoundPage } from '../pages/not-found-page.tsx'
import { loadable } from '../ui/lazily.tsx'
import { SaidInFront } from '../ui/or-say.tsx'
import { useOwnSentences } from '../ui/own-sentences.ts'
import { Loaded, Loading } from '../ui/states.tsx'
import { askBeforeNavigation, LeaveQuestion } from '../ui/unsaved.tsx'
import { withTexts } from './i18n.ts'
import { useIdle } from './idle.ts'
import { useIntent } from './intent.ts'
import { Shell } from './shell.tsx'
import { keepTrail } from './trail.ts'

/** Links lead on once nothing is lost by it, and the trail is kept. */
const goOn: AroundNavHandler = (navigate, to, options) =>
  askBeforeNavigation((next, how) => keepTrail(navigate, next, how), to, options)

/** After the first page. */
const DEVICE_MS = 2000

type Load<P> = () => Promise<ComponentType<P>>

/** A page that not everybody opens, with its words, when it is asked for. */
const pageWith =
  (...bundles: Parameters<typeof withTexts>[0]) =>
  <P,>(load: Load<P>) =>
    loadable(() => withTexts(bundles, load()), true)
const adminPage = pageWith('planning', 'admin', 'navigation')
const noticesPage = pageWith('notices')
const personalPage = pageWith('personal', 'planning', 'notices', 'search')
const CalendarPage = pageWith('calendar')(
  async () => (await import('../pages/calendar-page.tsx')).CalendarPage,
)
const OfflinePage = pageWith(
  'calendar',
  'presence',
)<{ onRetry: () => void }>(async () => (await import('../pages/offline-page.tsx')).OfflinePage)
const CataloguePage = pageWith('learning')(
  async () => (await import('../pages/catalogue-page.tsx')).CataloguePage,
)
const GroupsPage = pageWith(
  'planning',
  'admin',
  'navigation',
  'enrolling',
)(async () => (await import('../pages/groups-page.tsx')).GroupsPage)
const EventPage = loadable(async () => (await import('../pages/event-page.tsx')).EventPage, true)
const PresencePage = pageWith('presence')(
  async () => (await import('../pages/presence-page.tsx')).PresencePage,
)
const WaitingPage = loadable(async () => (await import('../pages/waiting-page.tsx')).WaitingPage, true)
const trainingPage = pageWith(
  'planning',
  'training',
  'learning',
  'enrolling',
  'lifecycle',
  'bulk',
  'completion',
)
const CoursesPage = trainingPage(async () => (await import('../pages/courses-page.tsx')).CoursesPage)
const CoursePage = trainingPage(async () => (await import('../pages/course-page.tsx')).CoursePage)
const SessionPage = trainingPage(async () => (await import('../pages/session-page.tsx')).SessionPage)
const ExpiringPage = trainingPage(async () => (await import('../pages/expiring-page.tsx')).ExpiringPage)
const DecisionPage = trainingPage(async () => (await import('../pages/decision-page.tsx')).DecisionPage)
const teachingPage = pageWith('teaching', 'planning', 'home', 'presence')
const TeachEventPage = teachingPage(
  async () => (await import('../pages/teach-event-page.tsx')).TeachEventPage,
)
const TeachSessionPage = teachingPage(
  async () => (await import('../pages/teach-session-page.tsx')).TeachSessionPage,
)
const TeachingPage = teachingPage(async () => (await import('../pages/teaching-page.tsx')).TeachingPage)
const dutiesPage = pageWith('duties', 'lifecycle')
const DoorPage = dutiesPage(async () => (await import('../pages/door-page.tsx')).DoorPage)
const TeamPage = dutiesPage(async () => (await import('../pages/team-page.tsx')).TeamPage)
const TeamMemberPage = dutiesPage(async () => (await import('../pages/team-member-page.tsx')).TeamMemberPage)
const DoorListPage = dutiesPage(async () => (await import('../pages/door-list-page.tsx')).DoorListPage)
const AreaPage = dutiesPage(async () => (await import('../pages/area-page.tsx')).AreaPage)
const ReportsPage = pageWith('reports')(async () => (await import('../pages/reports-page.tsx')).ReportsPage)
const PlanPage = pageWith('planning', 'bulk')(async () => (await import('../pages/plan-page.tsx')).PlanPage)
const AppsPage = adminPage(async () => (await import('../pages/apps-page.tsx')).AppsPage)
const AppPage = adminPage(async () => (await import('../pages/app-page.tsx')).AppPage)
const PeoplePage = pageWith(
  'planning',
  'admin',
  'navigation',
  'data',
)(async () => (await import('../pages/people-page.tsx')).PeoplePage)
const DomainsPage = adminPage(async () => (await import('../pages/domains-page.tsx')).DomainsPage)
const AuditPage = pageWith(
  'planning',
  'admin',
  'navigation',
  'audit',
)(async () => (await import('../pages/audit-page.tsx')).AuditPage)
const PlatformPage = pageWith(
  'planning',
  'admin',
  'navigation',
  'brand',
)(async () => (await import('../pages/platform-page.tsx')).PlatformPage)
const CapacityPage = adminPage(async () => (await import('../pages/capacity-page.tsx')).CapacityPage)
const SessionFieldsPage = pageWith(
  'planning',
  'training',
  'admin',
  'navigation',
)(async () => (await import('../pages/session-fields-page.tsx')).SessionFieldsPage)
const ZoneChangesPage = adminPage(
  async () => (await import('../pages/zone-changes-page.tsx')).ZoneChangesPage,
)
const CertificatesPage = pageWith(
  'planning',
  'admin',
  'navigation',
  'certificates',
)(async () => (await import('../pages/certificates-page.tsx')).CertificatesPage)
const DataPage = pageWith(
  'planning',
  'admin',
  'navigation',
  'data',
)(async () => (await import('../pages/data-page.tsx')).DataPage)
const VerifyPackPage = pageWith('certificates')(
  async () => (await import('../pages/verify-pack-page.tsx')).VerifyPackPage,
)
const VerifyPage = pageWith('certificates')(async () => (await import('../pages/verify-page.tsx')).VerifyPage)
const MailsPage = pageWith(
  'planning',
  'admin',
  'notices',
  'navigation',
)(async () => (await import('../pages/mails-page.tsx')).MailsPage)
const programsPage = pageWith('planning', 'admin', 'programs', 'navigation')
const ApiKeysPage = programsPage(async () => (await import('../pages/api-keys-page.tsx')).ApiKeysPage)
const LmsPage = pageWith(
  'planning',
  'admin',
  'programs',
  'lms',
  'navigation',
)(async () => (await import('../pages/lms-page.tsx')).LmsPage)
const DirectoriesPage = programsPage(
  async () => (await import('../pages/directories-page.tsx')).DirectoriesPage,
)
const WebhooksPage = programsPage(async () => (await import('../pages/webhooks-page.tsx')).WebhooksPage)
const DataCheckPage = pageWith(
  'planning',
  'admin',
  'doctor',
  'navigation',
)(async () => (await import('../pages/data-check-page.tsx')).DataCheckPage)
const NotificationsPage = noticesPage(
  async () => (await import('../pages/notifications-page.tsx')).NotificationsPage,
)
const UnsubscribePage = noticesPage(
  async () => (await import('../pages/unsubscribe-page.tsx')).UnsubscribePage,
)
const settingsPage = pageWith('notices', 'planning', 'navigation')
const NotificationSettingsPage = settingsPage(
  async () => (await import('../pages/notification-settings-page.tsx')).NotificationSettingsPage,
)
const NotificationTextPage = settingsPage(
  async () => (await import('../pages/notification-text-page.tsx')).NotificationTextPage,
)
const StartWaysPage = loadable(async () => (await import('../pages/start-ways-page.tsx')).StartWaysPage, true)
const SignInPage = pageWith('personal')(async () => (await import('../pages/sign-in-page.tsx')).SignInPage)
const SecondFactorPage = pageWith('personal')(
  async () => (await import('../pages/second-factor-page.tsx')).SecondFactorPage,
)
const WelcomePage = pageWith('personal')(async () => (await import('../pages/welcome-page.tsx')).WelcomePage)
const ProfilePage = personalPage(async () => (await import('../pages/profile-page.tsx')).ProfilePage)

export function App() {
  const me = useMe()
  const isSignedIn = Boolean(me.data)
  useLive(isSignedIn)
  useDevice(isSignedIn)
  useOwnSentences()
  const isUnreachable =
    me.data === undefined && (me.fetchStatus === 'paused' || (me.isError && !(me.error instanceof Problem)))
  return (
    <Router aroundNav={goOn}>
      <Suspense fallback={<Loading />}>
        {isUnreachable ? (
          <OfflinePage onRetry={() => window.location.reload()} />
        ) : (
          <Loaded query={me}>
            {(person) => (person ? <Inside key={person.id} me={person} /> : <SignedOut />)}
          </Loaded>
        )}
        <LeaveQuestion />
        <SaidInFront />
      </Suspense>
    </Router>
  )
}

/** What is kept on the device waits until the first page stands: it costs that nothing. */
function useDevice(isSignedIn: boolean): void {
  useEffect(() => {
    if (!isSignedIn || !import.meta.env.PROD) return
    const timer = setTimeout(() => {
      void import('./device.ts').then(({ keepOnDevice }) => keepOnDevice()).catch(() => {})
    }, DEVICE_MS)
    return () => clearTimeout(timer)
  }, [isSignedIn])
}

/** Whatever page was asked for, sign-in comes first and leads back there. */
function SignedOut() {
  const [path] = useLocation()
  const asked = path + window.location.search
  if (path === '/sign-in' || path.startsWith('/sign-in/')) return <SignInPage />
  if (path === '/unsubscribe')
    return (
      <main>
        <UnsubscribePage />
      </main>
    )
  if (path === '/verify' || path.startsWith('/verify/')) {
    const code = path.slice('/verify/'.length)
    return <main>{code ? <VerifyPage code={code} /> : <VerifyPackPage />}</main>
  }
  if (path.startsWith('/welcome/')) return <WelcomePage token={path.slice('/welcome/'.length)} />
  return <Redirect to={path === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(asked)}`} replace />
}

/** Whoever has still to show a second factor sees that alone, until they have kept what they have to keep. */
function Inside({ me }: { me: Me }) {
  const [isShowing, setIsShowing] = useState(me.needsSecondFactor)
  if (me.needsSecondFactor && !isShowing) setIsShowing(true)
  // What the server says of them may come a moment later than their click.
  const [isKept, setIsKept] = useState(false)
  if (isKept && isShowing && !me.needsSecondFactor) {
    setIsShowing(false)
    setIsKept(false)
  }
  useIdle(me.idleMinutes)
  if (isShowing) return <SecondFactorPage onShown={() => setIsKept(true)} />
  return <SignedIn me={me} />
}

function SignedIn({ me }: { me: Me }) {
  useIntent(me)
  return (
    <Shell me={me}>
      <Suspense fallback={<Loading />}>
        <Switch>
          <Route path="/">
            <HomePage me={me} />
          </Route>
          <Route path="/sign-in/*?">
            <SignInPage isSignedIn />
          </Route>
          <Route path="/learn">
            <MyTrainingPage />
          </Route>
          <Route path="/learn/events/:eventId">{({ eventId }) => <EventPage eventId={eventId} />}</Route>
          <Route path="/learn/events/:eventId/presence">
            {({ eventId }) => <PresencePage eventId={eventId} />}
          </Route>
          <Route path="/learn/events/:eventId/join">
            {({ eventId }) => <WaitingPage eventId={eventId} kind="join" />}
          </Route>
          <Route path="/learn/events/:eventId/start">
            {({ eventId }) => <WaitingPage eventId={eventId} kind="start" />}
          </Route>
          <Route path="/learn/events/:eventId/start/ways">
            {({ eventId }) => <StartWaysPage eventId={eventId} />}
          </Route>
          <Route path="/teach" component={TeachingPage} />
          <Route path="/teach/events/:eventId/:view?">
            {({ eventId, view }) => <TeachEventPage eventId={eventId} view={view} />}
          </Route>
          <Route path="/teach/sessions/:sessionId">
            {({ sessionId }) => <TeachSessionPage sessionId={sessionId} />}
          </Route>
          {me.may.manage && <Route path="/team" component={TeamPage} />}
          {me.may.manage && (
            <Route path="/team/:personId">{({ personId }) => <TeamMemberPage personId={personId} />}</Route>
          )}
          {me.may.supervise && <Route path="/area/*?" component={AreaPage} />}
          {me.may.register && <Route path="/door" component={DoorPage} />}
          {me.may.register && (
            <Route path="/door/:eventId">{({ eventId }) => <DoorListPage eventId={eventId} />}</Route>
          )}
          <Route path="/calendar" component={CalendarPage} />
          <Route path="/soon">
            <Redirect to="/" replace />
          </Route>
          <Route path="/catalogue" component={CataloguePage} />
          {me.may.plan && <Route path="/plan" component={PlanPage} />}
          {me.may.plan && <Route path="/expiring" component={ExpiringPage} />}
          {me.may.plan && <Route path="/reports/:view?">{({ view }) => <ReportsPage view={view} />}</Route>}
          <Route path="/courses" component={CoursesPage} />
          <Route path="/courses/:courseId" component={CoursePage} />
          <Route path="/sessions/:sessionId/decision" component={DecisionPage} />
          <Route path="/sessions/:sessionId" component={SessionPage} />
          <Route path="/profile" component={ProfilePage} />
          <Route path="/notifications" component={NotificationsPage} />
          <Route path="/unsubscribe" component={UnsubscribePage} />
          <Route path="/verify" component={VerifyPackPage} />
          <Route path="/verify/:code">{({ code }) => <VerifyPage code={code} />}</Route>
          <Route path="/welcome/:token">{({ token }) => <WelcomePage token={token} />}</Route>
          {me.may.administer && <Route path="/admin/apps" component={AppsPage} />}
          {me.may.administer && <Route path="/admin/apps/:appId/*?" component={AppPage} />}
          {me.may.administer && <Route path="/admin/people/:personId?" component={PeoplePage} />}
          {me.may.administer && <Route path="/admin/groups/:groupId?" component={GroupsPage} />}
          {me.may.administer && <Route path="/admin/platform" component={PlatformPage} />}
          {me.may.administer && <Route path="/admin/domains" component={DomainsPage} />}
          {me.may.administer && <Route path="/admin/audit" component={AuditPage} />}
          {me.may.administer && <Route path="/admin/capacity" component={CapacityPage} />}
          {me.may.administer && <Route path="/admin/session-fields" component={SessionFieldsPage} />}
          {me.may.administer && <Route path="/admin/zone-changes" component={ZoneChangesPage} />}
          {me.may.administer && <Route path="/admin/data" component={DataPage} />}
          {me.may.administer && <Route path="/admin/certificates" component={CertificatesPage} />}
          {me.may.administer && <Route path="/admin/notifications" component={NotificationSettingsPage} />}
          {me.may.administer && (
            <Route path="/admin/notifications/:kind">
              {({ kind }) => <NotificationTextPage kind={kind} />}
            </Route>
          )}
          {me.may.administer && <Route path="/admin/mails" component={MailsPage} />}
          {me.may.administer && <Route path="/admin/api-keys" component={ApiKeysPage} />}
          {me.may.administer && <Route path="/admin/lms" component={LmsPage} />}
          {me.may.administer && <Route path="/admin/directories" component={DirectoriesPage} />}
          {me.may.administer && <Route path="/admin/webhooks" component={WebhooksPage} />}
          {me.may.administer && <Route path="/admin/data-check" component={DataCheckPage} />}
          <Route>
            <NotFoundPage />
          </Route>
        </Switch>
      </Suspense>
    </Shell>
  )
}
