import { Button, Group, Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTexts } from '../../../app/i18n.ts'
import { Confirm } from '../../../ui/confirm.tsx'
import { SlideOver } from '../../../ui/slide-over.tsx'
import { Failure, Loaded } from '../../../ui/states.tsx'
import { formatSpan } from '../../../ui/when.ts'
import { WarnIcon } from './card.tsx'
import classes from './draft-bar.module.css'
import type { BoardChange } from './types.ts'
import { changeDraft, discardDraft, draftSwitch, releaseDraft, useDraft } from './use-draft.ts'

type Item = BoardChange['items'][number]

interface DraftPanelProps {
  timeZone: string
  onSaved: (change: BoardChange, words: string) => void
  onClose: () => void
}

/** What is drafted and what it would do now: released in one go, or let go of one by one or as a whole. */
export function DraftPanel(props: DraftPanelProps) {
  const { t } = useTexts()
  const { query } = useDraft()
  return (
    <SlideOver title={t('board.draft')} onClose={props.onClose}>
      <Loaded query={query}>
        {({ version, change }) =>
          change ? (
            <Drafted {...props} version={version} change={change} />
          ) : (
            <Text size="sm">{t('board.draftEmpty')}</Text>
          )
        }
      </Loaded>
    </SlideOver>
  )
}

function Drafted({
  timeZone,
  version,
  change,
  onSaved,
  onClose,
}: DraftPanelProps & { version: number; change: BoardChange }) {
  const { t } = useTexts()
  const [asks, setAsks] = useState(false)
  const count = change.items.length
  const people = change.effects?.people ?? 0
  const drop = useMutation({
    mutationFn: (at: number) => changeDraft((drafted) => drafted.filter((_, index) => index !== at)),
  })
  const release = useMutation({
    mutationFn: () => releaseDraft(version),
    onSuccess: (done) => {
      draftSwitch.set(undefined)
      onSaved(done, t('board.released', { count }))
      onClose()
    },
  })
  const error = release.error ?? drop.error
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">
        {t('board.draftHint')}
      </Text>
      <ul className={classes.list}>
        {change.items.map((item, index) => (
          <Row
            key={item.op === 'plan' ? `new ${index}` : item.eventId}
            item={item}
            timeZone={timeZone}
            isBusy={drop.isPending}
            onDrop={() => drop.mutate(index)}
          />
        ))}
      </ul>
      <Text size="sm" role="status">
        {change.refused > 0
          ? t('board.draftRefused', { count: change.refused })
          : change.effects?.sentences.join(' · ')}
      </Text>
      {error && <Failure error={error} />}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={() => setAsks(true)}>
          {t('board.discard')}
        </Button>
        <Button
          loading={release.isPending}
          disabled={change.refused > 0 || drop.isPending}
          onClick={() => release.mutate()}
        >
          {people > 0 ? t('board.releaseAndTell', { count: people }) : t('board.release')}
        </Button>
      </Group>
      {asks && (
        <Confirm
          title={t('board.discardTitle', { count })}
          text={t('board.discardText')}
          action={t('board.discard')}
          onConfirm={async () => {
            await discardDraft()
            draftSwitch.set(undefined)
            onClose()
          }}
          onClose={() => setAsks(false)}
        />
      )}
    </Stack>
  )
}

interface RowProps {
  item: Item
  timeZone: string
  isBusy: boolean
  onDrop: () => void
}

function Row({ item, timeZone, isBusy, onDrop }: RowProps) {
  const { t, language } = useTexts()
  const { op, startsAt, endsAt, conflicts, sessionName } = item
  const name = item.name || t('board.event')
  const times = startsAt && endsAt ? formatSpan({ startsAt, endsAt }, timeZone, language) : ''
  return (
    <li>
      <span className={classes.what}>
        <b>{name}</b>
        <span>{[t('board.draftOp', { op }), times, sessionName].filter(Boolean).join(' · ')}</span>
        {conflicts.map(({ text, severity }) => (
          <span key={text} className={classes.conflict} data-severity={severity}>
            <WarnIcon /> {text}
          </span>
        ))}
      </span>
      <Button
        size="compact-sm"
        variant="subtle"
        disabled={isBusy}
        aria-label={t('app.labelled', { label: t('board.dropDrafted'), value: name })}
        onClick={onDrop}
      >
        {t('board.dropDrafted')}
      </Button>
    </li>
  )
}
