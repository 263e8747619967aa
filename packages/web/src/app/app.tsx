import { type ComponentType, lazy, Suspense } from 'react'
import { Redirect, Route, Switch, useLocation } from 'wouter'
import type { Me } from '../api/client.ts'
import { useLive } from '../api/live.ts'
import { useMe } from '../features/login/queries.ts'
import { EventPage } from '../pages/event-page.tsx'
import { MyTrainingPage } from '../pages/my-training-page.tsx'
import { NotFoundPage } from '../pages/not-found-page.tsx'
import { WaitingPage } from '../pages/waiting-page.tsx'
import { Loaded, Loading } from '../ui/states.tsx'
import { withPlanningTexts } from './i18n.ts'
import { Shell } from './shell.tsx'

/** A page of planners and superadmins, with its words, when it is asked for. */
const page = <P,>(load: () => Promise<ComponentType<P>>) =>
  lazy(async () => ({ default: (await withPlanningTexts(load())) as ComponentType<unknown> }))
const TeachingPage = page(async () => (await import('../pages/teaching-page.tsx')).TeachingPage)
const SoonPage = page(async () => (await import('../pages/soon-page.tsx')).SoonPage)
const CoursesPage = page(async () => (await import('../pages/courses-page.tsx')).CoursesPage)
const CoursePage = page(async () => (await import('../pages/course-page.tsx')).CoursePage)
const SessionPage = page(async () => (await import('../pages/session-page.tsx')).SessionPage)
const AppsPage = page(async () => (await import('../pages/apps-page.tsx')).AppsPage)
const StartWaysPage = lazy(async () => ({
  default: (await import('../pages/start-ways-page.tsx')).StartWaysPage,
}))
const SignInPage = lazy(async () => ({ default: (await import('../pages/sign-in-page.tsx')).SignInPage }))
const AccountsPage = page(async () => (await import('../pages/accounts-page.tsx')).AccountsPage)

export function App() {
  const me = useMe()
  useLive(Boolean(me.data))
  return (
    <Suspense fallback={<Loading />}>
      <Loaded query={me}>{(person) => (person ? <SignedIn me={person} /> : <SignedOut />)}</Loaded>
    </Suspense>
  )
}

/** Whatever page was asked for, sign-in comes first and leads back there. */
function SignedOut() {
  const [path] = useLocation()
  const asked = path + window.location.search
  if (path === '/sign-in') return <SignInPage />
  return <Redirect to={path === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(asked)}`} replace />
}

function SignedIn({ me }: { me: Me }) {
  return (
    <Shell me={me}>
      <Suspense fallback={<Loading />}>
        <Switch>
          <Route path="/">
            <Redirect to={homeOf(me)} replace />
          </Route>
          <Route path="/sign-in">
            <SignInPage isSignedIn />
          </Route>
          <Route path="/learn">
            <MyTrainingPage />
          </Route>
          <Route path="/learn/events/:eventId">{({ eventId }) => <EventPage eventId={eventId} />}</Route>
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
          <Route path="/soon" component={SoonPage} />
          <Route path="/courses" component={CoursesPage} />
          <Route path="/courses/:courseId" component={CoursePage} />
          <Route path="/sessions/:sessionId" component={SessionPage} />
          {me.may.administer && <Route path="/admin/apps" component={AppsPage} />}
          {me.may.administer && <Route path="/admin/apps/:appId/*?" component={AccountsPage} />}
          <Route>
            <NotFoundPage />
          </Route>
        </Switch>
      </Suspense>
    </Shell>
  )
}

function homeOf(me: Me): string {
  if (me.may.administer) return '/courses'
  return me.may.teach ? '/teach' : '/learn'
}
