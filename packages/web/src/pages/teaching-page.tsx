import { serverNow } from '../api/clock.ts'
import { useTexts } from '../app/i18n.ts'
import classes from '../features/operations/home/home.module.css'
import { TaughtRow, TeachingPart } from '../features/operations/home/teaching-part.tsx'
import { NotStarted } from '../features/operations/roster/not-started.tsx'
import { useTeaching } from '../features/operations/roster/queries.ts'
import { Page } from '../ui/page.tsx'
import { Loaded } from '../ui/states.tsx'
import { Together } from '../ui/together.tsx'

/** Everything that somebody teaches: now, to do, next; what comes later and what was is folded. */
export function TeachingPage() {
  const { t } = useTexts()
  const teaching = useTeaching()
  return (
    <Page title={t('teach.title')}>
      <Together>
        <NotStarted />
        <Loaded query={teaching}>
          {({ coming, past }) => {
            const now = serverNow()
            const running = coming.filter(({ event }) => Date.parse(event.startsAt) <= now)
            const unmarked = past.filter(({ counts }) => counts.enrolled > 0 && counts.notSet > 0)
            return (
              <div className={classes.parts}>
                <TeachingPart
                  running={running}
                  coming={coming.filter((taught) => !running.includes(taught))}
                  comingCount={coming.length}
                  unmarked={unmarked}
                  unmarkedCount={unmarked.length}
                />
                {past.length > 0 && (
                  <details className={classes.folded}>
                    <summary>{t('teach.past')}</summary>
                    <ul className={classes.list}>
                      {past.map((taught) => (
                        <TaughtRow key={taught.event.id} taught={taught} />
                      ))}
                    </ul>
                  </details>
                )}
              </div>
            )
          }}
        </Loaded>
      </Together>
    </Page>
  )
}
