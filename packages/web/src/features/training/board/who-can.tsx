import { Button, Text } from '@mantine/core'
import { useTexts } from '../../../app/i18n.ts'
import { Loaded } from '../../../ui/states.tsx'
import { WarnIcon } from './card.tsx'
import { gestures } from './gesture.ts'
import { spanOf } from './moves.ts'
import { useFreeInstructors } from './queries.ts'
import type { BoardEvent } from './types.ts'
import classes from './who-can.module.css'

/** Who can teach an event then: who is free and has taught it stands first; the others with their reason. */
export function WhoCan({ event }: { event: BoardEvent }) {
  const { t } = useTexts()
  const found = useFreeInstructors(event)
  return (
    <Loaded query={found}>
      {({ items }) =>
        items.length === 0 ? (
          <Text size="sm" c="dimmed">
            {t('standIn.nobody')}
          </Text>
        ) : (
          <ul className={classes.list} aria-label={t('board.whoCan')}>
            {items.map((person) => (
              <li key={person.id}>
                <span>
                  <b>{person.name}</b>
                  {person.reasons.length > 0 ? (
                    <span className={classes.reason}>
                      <WarnIcon /> {person.reasons.map(({ text }) => text).join(' · ')}
                    </span>
                  ) : (
                    <span className={classes.free}>
                      {t('board.isFree')}
                      {person.taught > 0 && ` · ${t('board.hasTaught', { count: person.taught })}`}
                    </span>
                  )}
                </span>
                {!event.instructorIds.includes(person.id) && event.mayEdit && (
                  <Button
                    size="compact-sm"
                    variant="default"
                    aria-label={t('board.letTeach', { name: person.name })}
                    onClick={() => putTeacher(event, person.id)}
                  >
                    {t('board.choose')}
                  </Button>
                )}
              </li>
            ))}
          </ul>
        )
      }
    </Loaded>
  )
}

/** Nothing is saved before the glance, as with every other change on the board. */
function putTeacher(event: BoardEvent, personId: string): void {
  gestures.set({
    kind: 'move',
    event,
    others: [],
    span: spanOf(event),
    by: 'keys',
    isStretch: false,
    phase: 'asking',
    teacher: personId,
  })
}
