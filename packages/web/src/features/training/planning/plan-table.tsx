import { Alert, Anchor, Button, Group, Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTexts } from '../../../app/i18n.ts'
import { StateBadge } from '../../../ui/state-badge.tsx'
import { Failure } from '../../../ui/states.tsx'
import { TableNotes } from '../../../ui/table-notes.tsx'
import { TableText } from '../../../ui/table-text.tsx'
import { formatMoment } from '../../../ui/when.ts'
import classes from './planning-result.module.css'
import { beginPlan, type Plan, type PlanForecast, type PlanRow, type PlanText, tryPlan } from './queries.ts'

type ForecastRow = PlanForecast['rows'][number]

/** Rows that are shown of each kind. */
const SHOWN = 100

/** A table is pasted or chosen, looked at as a whole, mended by what is proposed, and planned. */
export function PlanTable({ onBegun }: { onBegun: (plan: Plan) => void }) {
  const { t } = useTexts()
  const [text, setText] = useState('')
  // What was foreseen stays while it is looked at again, so that nothing moves below the finger.
  const [forecast, setForecast] = useState<PlanForecast>()
  const look = useMutation({
    mutationFn: tryPlan,
  })
  const ask = (table: PlanText) =>
    look.mutate(table, { onSuccess: setForecast, onError: () => setForecast(undefined) }) // not once the text is another
  const begin = useMutation({
    mutationFn: (rows: PlanRow[]) => beginPlan({ of: rows, dateOrder: order }),
    onSuccess: onBegun,
  })
  // Rows that could not be read yet have dates as they were written.
  const order = forecast?.dateOrder === 'unclear' ? undefined : (forecast?.dateOrder ?? undefined)
  const change = (next: string) => {
    setText(next)
    setForecast(undefined)
    look.reset()
    begin.reset()
  }
  const rows = forecast?.rows ?? []
  const take = (isTaken: (line: number) => boolean) =>
    ask({
      dateOrder: order,
      of: rows.map(({ line, cells, proposal }) => ({
        line,
        cells: { ...cells, ...(proposal && isTaken(line) ? proposal.cells : {}) },
      })),
    })
  const proposed = rows.filter((row) => row.proposal).length
  return (
    <Stack>
      <Text maw={720}>{t('bulk.termHelp')}</Text>
      <Anchor href="/api/v1/events/import-template.csv" download>
        {t('bulk.template')}
      </Anchor>
      <TableText
        label={t('bulk.table')}
        text={text}
        rows={8}
        onText={change}
        onCheck={() => ask({ of: text })}
        isChecking={look.isPending}
        isNext={!forecast}
        error={look.error}
      />
      {forecast && (
        <Stack gap="sm">
          <Text fw={600} role="status">
            {t('bulk.somePossible', { possible: forecast.possible, total: rows.length })}
          </Text>
          <Group>
            {proposed > 0 && (
              <Button variant="default" loading={look.isPending} onClick={() => take(() => true)}>
                {t('bulk.takeAll', { count: proposed })}
              </Button>
            )}
            <Button
              disabled={forecast.possible === 0}
              loading={begin.isPending}
              onClick={() => begin.mutate(rows.map(({ line, cells }) => ({ line, cells })))}
            >
              {t('bulk.planCount', { count: forecast.possible })}
            </Button>
          </Group>
          <NewSessions sessions={forecast.newSessions} />
          <TableNotes reading={forecast} onDateOrder={(dateOrder) => ask({ of: text, dateOrder })} />
          {begin.error && <Failure error={begin.error} />}
          <Findings
            rows={[
              ...rows.filter((row) => row.outcome === 'refused').slice(0, SHOWN),
              ...rows.filter((row) => row.outcome === 'possible').slice(0, SHOWN),
            ]}
            onTake={(taken) => take((line) => line === taken.line)}
          />
          {rows.length > SHOWN * 2 && <Text c="dimmed">{t('bulk.shown', { count: rows.length })}</Text>}
        </Stack>
      )}
    </Stack>
  )
}

/** Sessions that are not there yet: said before they are made. */
function NewSessions({ sessions }: { sessions: PlanForecast['newSessions'] }) {
  const { t } = useTexts()
  if (sessions.length === 0) return null
  return (
    <Alert variant="outline" title={t('bulk.newSessions', { count: sessions.length })}>
      <ul className={classes.newSessions}>
        {sessions.slice(0, SHOWN).map(({ course, name, events }) => (
          <li key={`${course} ${name}`}>{t('bulk.newSession', { course, name, events })}</li>
        ))}
      </ul>
    </Alert>
  )
}

function Findings({ rows, onTake }: { rows: ForecastRow[]; onTake: (row: ForecastRow) => void }) {
  const { t, language } = useTexts()
  return (
    <ul className={classes.items} aria-label={t('bulk.findings')}>
      {rows.map((row) => {
        const { cells, proposal } = row
        const note = row.reason ?? row.warning
        return (
          <li key={row.line} className={classes.item}>
            <div className={classes.words}>
              <Text fw={600}>{[row.session || cells.session, cells.event].filter(Boolean).join(' · ')}</Text>
              <Text size="sm" c="dimmed">
                {[
                  t('import.line', { line: row.line }),
                  row.startsAt
                    ? formatMoment(row.startsAt, cells.time_zone ?? 'UTC', language)
                    : [cells.date, cells.start].filter(Boolean).join(' '),
                  cells.account,
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </Text>
              {row.makesSession && <Text size="sm">{t('bulk.makesSession')}</Text>}
              {note && <Text size="sm">{note.text}</Text>}
            </div>
            <StateBadge tone={row.outcome === 'refused' ? 'bad' : row.warning ? 'warning' : 'good'}>
              {t(row.outcome === 'possible' ? 'bulk.possible' : 'bulk.refused')}
            </StateBadge>
            {proposal && (
              <div className={classes.instead}>
                <Button
                  variant="default"
                  size="compact-md"
                  aria-label={t('bulk.takeNamed', { line: row.line, proposal: proposal.text })}
                  onClick={() => onTake(row)}
                >
                  {proposal.text}
                </Button>
              </div>
            )}
          </li>
        )
      })}
    </ul>
  )
}
