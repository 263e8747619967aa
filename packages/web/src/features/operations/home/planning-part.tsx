import { DaysCard } from './days-card.tsx'
import { Figures } from './figures.tsx'
import { FirstStepsAgain, FirstStepsCard, isNew } from './first-steps.tsx'
import classes from './home.module.css'
import { NeedsYou } from './needs-you.tsx'
import type { HomePlanning } from './queries.ts'
import { RoomsCard } from './rooms-card.tsx'

/** What somebody who plans sees first: what needs them; for superadmins beside it the platform. */
export function PlanningPart({ planning }: { planning: HomePlanning }) {
  const { todos, counts, platform } = planning
  // An instructor whom nothing needs has better things to look at.
  if (!platform) return todos.length > 0 ? <NeedsYou todos={todos} counts={counts} /> : null
  const { days, rooms, figures, firstSteps } = platform
  return (
    <>
      {isNew(firstSteps) && <FirstStepsCard firstSteps={firstSteps} />}
      <Figures figures={figures} rooms={rooms} />
      <div className={classes.columns}>
        <div className={classes.column}>
          <NeedsYou todos={todos} counts={counts} />
          <RoomsCard rooms={rooms} days={days} />
        </div>
        <DaysCard days={days} />
      </div>
      <FirstStepsAgain firstSteps={firstSteps} />
    </>
  )
}
