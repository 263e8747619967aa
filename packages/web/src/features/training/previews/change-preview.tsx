import '@mantine/core/styles/Checkbox.layer.css'
import '@mantine/core/styles/List.layer.css'
import { Checkbox, List, Paper, Stack, Text } from '@mantine/core'
import { Problem } from '../../../api/client.ts'
import { type Language, type Translate, useTexts } from '../../../app/i18n.ts'
import { formatList } from '../../../ui/formats.ts'
import classes from './change-preview.module.css'
import { type Preview, type PreviewRequest, usePreview } from './queries.ts'

interface ChangePreviewProps {
  /** The change as the form stands; null = not complete yet. */
  request: PreviewRequest | null
  /** Offers to save without telling anybody. */
  quiet?: { value: boolean; onChange: (value: boolean) => void }
}

/** What others notice of a change before it is saved. Shows nothing when nobody would. */
export function ChangePreview({ request, quiet }: ChangePreviewProps) {
  const { t, language } = useTexts()
  const { data, error } = usePreview(request)
  // What is not complete yet is no refusal; what failed says nothing about the change.
  const refusal =
    request && error instanceof Problem && error.status > 400 && error.status < 500 ? error : undefined
  const preview = error || !request ? undefined : data
  const lines = preview ? linesOf(preview, quiet?.value ?? false, { t, language }) : []
  const tells = (preview?.mails.length ?? 0) > 0
  return (
    <div aria-live="polite">
      {refusal && (
        <Paper withBorder p="sm">
          <Text size="sm" fw={600}>
            {t('preview.refused')}
          </Text>
          <Text size="sm">{refusal.message}</Text>
          <List size="sm" spacing={2}>
            {[...refusal.fields, ...refusal.suggestions]
              .filter(({ detail }) => detail !== refusal.message)
              .map(({ detail }) => (
                <List.Item key={detail}>{detail}</List.Item>
              ))}
          </List>
        </Paper>
      )}
      {lines.length > 0 && (
        <Paper withBorder p="sm">
          <Stack gap="xs">
            <Text size="sm" fw={600}>
              {t('preview.title')}
            </Text>
            <List size="sm" spacing={2}>
              {lines.map((line) => (
                <List.Item key={line.text}>{line.text}</List.Item>
              ))}
            </List>
            <details className={classes.names}>
              <summary>{t('preview.names')}</summary>
              <Stack gap={4} mt={4}>
                {lines
                  .filter((line) => line.names.length > 0)
                  .map((line) => (
                    <Text key={line.text} size="sm">
                      <b>{line.text}</b>
                      <br />
                      {line.count > line.names.length
                        ? t('preview.namesAndMore', {
                            names: line.names.join(', '),
                            more: line.count - line.names.length,
                          })
                        : formatList(line.names, language)}
                    </Text>
                  ))}
              </Stack>
            </details>
            {quiet && tells && (
              <Checkbox
                label={t('preview.quiet')}
                description={t('preview.quietHelp')}
                checked={quiet.value}
                onChange={(event) => quiet.onChange(event.currentTarget.checked)}
              />
            )}
          </Stack>
        </Paper>
      )}
    </div>
  )
}

interface Line {
  readonly text: string
  readonly names: readonly string[]
  readonly count: number
}

const roomTexts = {
  created: 'preview.room.created',
  changed: 'preview.room.changed',
  'made-anew': 'preview.room.made-anew',
  deleted: 'preview.room.deleted',
} as const

const placeTexts = {
  promoted: 'preview.place.promoted',
  offered: 'preview.place.offered',
  enrolled: 'preview.place.enrolled',
  moved: 'preview.place.moved',
  waiting: 'preview.place.waiting',
  requested: 'preview.place.requested',
  removed: 'preview.place.removed',
} as const

function linesOf(
  preview: Preview,
  isQuiet: boolean,
  { t, language }: { t: Translate; language: Language },
): Line[] {
  const mails = preview.mails.map(({ title, calendar, people: count, names }) => {
    const key = isQuiet ? 'preview.untold' : calendar.length > 0 ? 'preview.mailCalendar' : 'preview.mail'
    return { text: t(key, { title, count }), names, count }
  })
  const rooms = preview.rooms.map(({ outcome, count, events }) => ({
    text: t(roomTexts[outcome], { count }),
    names: events,
    count,
  }))
  const places = preview.places.map(({ outcome, people: count, names }) => ({
    text: t(placeTexts[outcome], { count }),
    names,
    count,
  }))
  const unmet = preview.unmetOptions.map(({ label, tool, count, events }) => ({
    text: t('preview.unmet', { tool: tool[language], option: label[language] }),
    names: events,
    count,
  }))
  const { notPlaced } = preview
  const left = notPlaced.length > 0 && {
    text: t('preview.notPlaced', { count: notPlaced.length }),
    names: notPlaced.map((person) => person.name),
    count: notPlaced.length,
  }
  return [...mails, ...rooms, ...unmet, ...places, ...(left ? [left] : [])]
}
