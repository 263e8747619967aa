import { Anchor, Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import type { Me } from '../api/client.ts'
import { serverNow } from '../api/clock.ts'
import { type Translate, useTexts } from '../app/i18n.ts'
import classes from '../features/operations/home/home.module.css'
import { LearningPart } from '../features/operations/home/learning-part.tsx'
import { PlanningPart } from '../features/operations/home/planning-part.tsx'
import { type Home, useHome } from '../features/operations/home/queries.ts'
import { TeachingPart } from '../features/operations/home/teaching-part.tsx'
import { dateFormat } from '../ui/formats.ts'
import { Page } from '../ui/page.tsx'
import { Loaded } from '../ui/states.tsx'
import { formatDay } from '../ui/when.ts'
import { shownZone } from '../ui/zones.ts'

/** The home of those who plan and teach: a part for each of their roles. */
export function StaffHomePage({ me }: { me: Me }) {
  const { t, language } = useTexts()
  const home = useHome()
  const now = new Date(serverNow())
  const hour = Number(
    dateFormat('en', { hour: 'numeric', hourCycle: 'h23', timeZone: shownZone(me.timeZone) }).format(now),
  )
  const name = me.firstName || me.lastName
  return (
    <Page
      title={t('home.greeting', { time: hour < 12 ? 'morning' : hour < 18 ? 'afternoon' : 'evening', name })}
      below={[formatDay(now.toISOString(), me.timeZone, language), home.data && summaryOf(home.data, t)]
        .filter(Boolean)
        .join(' · ')}
      action={
        me.may.plan && (
          <>
            <Button variant="default" component={Link} href="/plan">
              {t('home.planTerm')}
            </Button>
            <Button variant="default" component={Link} href="/courses">
              {t('nav.courses')}
            </Button>
          </>
        )
      }
    >
      <Loaded query={home}>{(loaded) => <div className={classes.parts}>{partsOf(loaded, t)}</div>}</Loaded>
    </Page>
  )
}

function summaryOf({ planning, teaching }: Home, t: Translate): string {
  const events = planning?.platform
    ? planning.platform.days.reduce((sum, { count }) => sum + count, 0)
    : teaching?.comingCount
  const needs =
    (planning?.counts.reduce((sum, { count }) => sum + count, 0) ?? 0) + (teaching?.unmarkedCount ?? 0)
  const coming = t(planning?.platform ? 'home.eventsWeek' : 'home.eventsComing', { count: events ?? 0 })
  return `${coming} · ${t('home.needsYouCount', { count: needs })}`
}

/** What runs now stands first; else what is planned, taught and learned, in this order. */
function partsOf({ learning, teaching, planning }: Home, t: Translate): ReactNode[] {
  const now = serverNow()
  const learns = learning?.events.some(({ startsAt }) => Date.parse(startsAt) <= now) ?? false
  const hasLearning = learning && (learning.events.length > 0 || learning.places.length > 0 || !teaching)
  const parts = [
    planning && { isNow: false, node: <PlanningPart key="planning" planning={planning} /> },
    teaching && {
      isNow: teaching.running.length > 0,
      node: (
        <TeachingPart key="teaching" {...teaching}>
          <Anchor component={Link} href="/teach" className={classes.link}>
            {t('home.allTeaching')}
          </Anchor>
        </TeachingPart>
      ),
    },
    learning && hasLearning && { isNow: learns, node: <LearningPart key="learning" learning={learning} /> },
  ].filter((part) => part !== null && part !== false && part !== undefined)
  return parts.toSorted((one, other) => Number(other.isNow) - Number(one.isNow)).map(({ node }) => node)
}
