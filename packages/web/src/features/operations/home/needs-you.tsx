import { Button } from '@mantine/core'
import { useState } from 'react'
import { Link } from 'wouter'
import { useTexts } from '../../../app/i18n.ts'
import { DonePicture } from '../../../ui/pictures.tsx'
import { useMe } from '../../people/auth/queries.ts'
import { Card } from './card.tsx'
import classes from './home.module.css'
import type { HomePlanning } from './queries.ts'
import { todoWords } from './todo-words.ts'

/** More are shown on request: on a bad day the page stays one that can be read. */
const SHOWN = 7

/** What waits for somebody who plans, the most urgent first, each with its one button. */
export function NeedsYou({ todos, counts }: Pick<HomePlanning, 'todos' | 'counts'>) {
  const { t, language } = useTexts()
  const me = useMe().data
  const [showsAll, setShowsAll] = useState(false)
  const shown = showsAll ? todos : todos.slice(0, SHOWN)
  const reader = {
    t,
    language,
    timeZone: me?.timeZone ?? 'UTC',
    administers: me?.may.administer ?? false,
  }
  return (
    <Card title={t('home.needsYou')}>
      {todos.length === 0 ? (
        <div className={classes.calm}>
          <DonePicture />
          <p className={classes.name}>{t('home.calm')}</p>
          <p className={classes.small}>{t('home.calmText')}</p>
        </div>
      ) : (
        <ul className={classes.list}>
          {shown.map((todo) => {
            const { title, text, action, href } = todoWords(todo, reader)
            return (
              <li key={`${todo.kind} ${href}`} className={classes.todo}>
                <span className={classes.dot} data-urgency={todo.urgency} aria-hidden />
                <div className={classes.words}>
                  <p className={classes.name}>
                    <span className={classes.hidden}>{t('home.urgency', { urgency: todo.urgency })} </span>
                    {title}
                  </p>
                  <p className={classes.small}>{text}</p>
                </div>
                <Button
                  component={Link}
                  href={href}
                  variant="default"
                  size="xs"
                  aria-label={t('home.do.named', { action, name: title })}
                  className={classes.do}
                >
                  {action}
                </Button>
              </li>
            )
          })}
        </ul>
      )}
      {todos.length > SHOWN && (
        <div className={classes.more}>
          <Button variant="subtle" size="xs" aria-expanded={showsAll} onClick={() => setShowsAll(!showsAll)}>
            {showsAll ? t('home.fewer') : t('home.all', { count: todos.length - SHOWN })}
          </Button>
        </div>
      )}
      {showsAll && <NotListed todos={todos} counts={counts} />}
    </Card>
  )
}

/** Of some kinds there is more than a home shows. */
function NotListed({ todos, counts }: Pick<HomePlanning, 'todos' | 'counts'>) {
  const { t } = useTexts()
  const more = counts.flatMap(({ kind, count }) => {
    if (kind === 'no-worker') return [] // there is one of it
    const left = count - todos.filter((todo) => todo.kind === kind).length
    return left > 0 ? [t('home.notListed', { kind, count: left })] : []
  })
  if (more.length === 0) return null
  return <p className={classes.foot}>{more.join(' · ')}</p>
}
