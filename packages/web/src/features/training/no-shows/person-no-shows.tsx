import { Button, Stack, Text, TextInput, Title } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTexts } from '../../../app/i18n.ts'
import { Failure, Loaded } from '../../../ui/states.tsx'
import { formatMoment } from '../../../ui/when.ts'
import { useMe } from '../../people/auth/queries.ts'
import { MissedList } from './missed-list.tsx'
import classes from './no-shows.module.css'
import { decide, liftCoolDown, type NoShows, useNoShows } from './queries.ts'
import { Standings } from './standings.tsx'

/** The no-shows of somebody, for superadmins: each can be excused, and all of them be forgotten at once. */
export function PersonNoShows({ personId }: { personId: string }) {
  const { t } = useTexts()
  const noShows = useNoShows(personId)
  // Where nobody’s are counted, there is nothing to say.
  if (noShows.data && !noShows.data.isOn && noShows.data.lifts.length === 0) return null
  return (
    <section aria-labelledby="person-no-shows">
      <Title order={3} size="h5" id="person-no-shows" mb="xs">
        {t('noShows.title')}
      </Title>
      <Loaded query={noShows}>{(found) => <Found personId={personId} found={found} />}</Loaded>
    </section>
  )
}

function Found({ personId, found }: { personId: string; found: NoShows }) {
  const { t, language } = useTexts()
  const zone = useMe().data?.timeZone ?? 'UTC'
  const { standings, items, lifts } = found
  const counts = standings.some(({ count, until }) => count > 0 || until)
  return (
    <Stack gap="md">
      <Standings standings={standings} isOwn={false} />
      {items.length > 0 && (
        <MissedList items={items} pathOf={(eventId) => `/teach/events/${eventId}/attendance`}>
          {(one) =>
            one.state !== 'excused' && (
              <>
                <Asking
                  open={t('noShows.excuse')}
                  label={t('noShows.excuseWhy')}
                  help={t('noShows.excuseHelp')}
                  action={t('noShows.excuse')}
                  conflict={t('noShows.markedMeanwhile')}
                  onSay={(note) => decide(personId, one, { status: 'excused', note })}
                />
                {one.isOpen && (
                  <Asking
                    open={t('noShows.keep')}
                    label={t('noShows.keepWhy')}
                    help={t('noShows.keepHelp')}
                    action={t('noShows.keep')}
                    conflict={t('noShows.markedMeanwhile')}
                    onSay={(note) => decide(personId, one, { status: 'absent', note })}
                  />
                )}
              </>
            )
          }
        </MissedList>
      )}
      {counts && (
        <Asking
          open={t('noShows.lift')}
          label={t('noShows.liftWhy')}
          help={t('noShows.liftHelp')}
          action={t('noShows.lift')}
          onSay={async (reason) => {
            await liftCoolDown(personId, reason)
            return true
          }}
        />
      )}
      {lifts.map(({ at, by, reason }) => (
        <Text key={at} size="sm">
          {by
            ? t('noShows.lifted', { when: formatMoment(at, zone, language), by, reason })
            : t('noShows.liftedByGone', { when: formatMoment(at, zone, language), reason })}
        </Text>
      ))}
    </Stack>
  )
}

interface AskingProps {
  open: string
  label: string
  help: string
  action: string
  /** Somebody else was faster. */
  conflict?: string
  onSay: (reason: string) => Promise<boolean>
}

/** A button that asks for a reason first. */
function Asking({ open, label, help, action, conflict, onSay }: AskingProps) {
  const { t } = useTexts()
  const [reason, setReason] = useState<string>()
  const saying = useMutation({
    mutationFn: onSay,
    onSuccess: (isMade) => {
      if (isMade) setReason(undefined)
    },
  })
  if (reason === undefined)
    return (
      <div>
        <Button variant="default" size="xs" onClick={() => setReason('')}>
          {open}
        </Button>
      </div>
    )
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault()
        saying.mutate(reason.trim())
      }}
    >
      <TextInput
        label={label}
        description={help}
        maxLength={500}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      {saying.error && <Failure error={saying.error} />}
      {saying.data === false && <Text role="alert">{conflict}</Text>}
      <div style={{ display: 'flex', gap: 'var(--space-2)', flexWrap: 'wrap' }}>
        <Button type="submit" size="xs" loading={saying.isPending} disabled={reason.trim() === ''}>
          {action}
        </Button>
        <Button variant="subtle" size="xs" onClick={() => setReason(undefined)}>
          {t('app.cancel')}
        </Button>
      </div>
    </form>
  )
}
