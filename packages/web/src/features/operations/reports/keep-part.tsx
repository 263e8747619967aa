import '@mantine/core/styles/Checkbox.layer.css'
import '@mantine/core/styles/InlineInput.layer.css'
import { Anchor, Button, Checkbox, Group, Stack, Text, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'wouter'
import { useTexts } from '../../../app/i18n.ts'
import { formatNumber } from '../../../ui/formats.ts'
import { lazily } from '../../../ui/lazily.tsx'
import { Failure } from '../../../ui/states.tsx'
import { formatMoment } from '../../../ui/when.ts'
import { useMe } from '../../people/auth/queries.ts'
import {
  beginExport,
  exportsKey,
  leaveMailing,
  type ReportQuery,
  removeExport,
  removeView,
  saveView,
  useExports,
  useViews,
  viewsKey,
} from './queries.ts'
import classes from './reports.module.css'

const ViewMailing = lazily(async () => (await import('./view-mailing.tsx')).ViewMailing)

const files = {
  attendance: ['sums', 'learners'],
  rooms: ['rooms', 'months'],
} as const
const formats = ['csv', 'xlsx'] as const

interface KeepPartProps {
  report: keyof typeof files
  query: ReportQuery
}

/** Files of the report as it is filtered, and filters under a name. */
export function KeepPart(props: KeepPartProps) {
  return (
    <div className={`${classes.charts} no-print`}>
      <Files {...props} />
      <Views {...props} />
    </div>
  )
}

function Files({ report, query }: KeepPartProps) {
  const { t, language } = useTexts()
  const client = useQueryClient()
  const zone = useMe().data?.timeZone ?? 'UTC'
  const choices = files[report].flatMap((kind) => formats.map((format) => ({ kind, format })))
  const kinds: readonly string[] = files[report]
  const exports = (useExports().data?.items ?? []).filter(({ kind }) => kinds.includes(kind))
  const reread = () => client.invalidateQueries({ queryKey: exportsKey })
  const begin = useMutation({
    mutationFn: (file: (typeof choices)[number]) => beginExport({ ...file, query }),
    onSettled: reread,
  })
  const remove = useMutation({ mutationFn: removeExport, onSettled: reread })
  return (
    <section className={classes.chart}>
      <h2>{t('reports.files')}</h2>
      <Stack gap="sm">
        <Text size="sm">{t('reports.filesHelp')}</Text>
        <Group gap="xs">
          {choices.map(({ kind, format }) => (
            <Button
              key={`${kind} ${format}`}
              variant="default"
              disabled={begin.isPending}
              onClick={() => begin.mutate({ kind, format })}
            >
              {t('reports.export', { kind, format: format === 'csv' ? 'CSV' : 'XLSX' })}
            </Button>
          ))}
        </Group>
        {begin.error && <Failure error={begin.error} />}
        <ul className={classes.list} aria-label={t('reports.files')}>
          {exports.map(({ id, kind, format, state, rowsDone, rowsExpected, createdAt }) => {
            const when = formatMoment(createdAt, zone, language)
            const name = t('reports.file', { kind, format: format === 'csv' ? 'CSV' : 'XLSX', when })
            return (
              <li key={id} className={classes.item}>
                <span>
                  {state === 'ready' ? (
                    <Anchor href={`/api/v1/report-exports/${id}/file`} download>
                      {name}
                    </Anchor>
                  ) : (
                    name
                  )}
                  <span className={classes.of} role="status">
                    {t('reports.fileState', {
                      state,
                      done: formatNumber(rowsDone, language),
                      of: formatNumber(Math.max(rowsDone, rowsExpected), language),
                    })}
                  </span>
                </span>
                <Button
                  variant="subtle"
                  size="compact-sm"
                  aria-label={t('reports.fileRemove', { state, name })}
                  onClick={() => remove.mutate(id)}
                >
                  {t('reports.remove', { state })}
                </Button>
              </li>
            )
          })}
        </ul>
      </Stack>
    </section>
  )
}

function Views({ report, query }: KeepPartProps) {
  const { t } = useTexts()
  const client = useQueryClient()
  const isSuperadmin = useMe().data?.may.administer ?? false
  const views = (useViews().data?.items ?? []).filter((view) => view.report === report)
  const [opened, setOpened] = useState('')
  const [name, setName] = useState('')
  const [isShared, setIsShared] = useState(false)
  const reread = () => client.invalidateQueries({ queryKey: viewsKey })
  const save = useMutation({
    mutationFn: () => saveView({ name: name.trim(), isShared, report, query }),
    onSuccess: () => setName(''),
    onSettled: reread,
  })
  const remove = useMutation({ mutationFn: removeView, onSettled: reread })
  const leave = useMutation({ mutationFn: leaveMailing, onSettled: reread })
  return (
    <section className={classes.chart}>
      <h2>{t('reports.views')}</h2>
      <Stack gap="sm">
        <ul className={classes.list} aria-label={t('reports.views')}>
          {views.map((view) => (
            <li key={view.id} className={classes.item}>
              <span>
                <Anchor component={Link} href={`/reports/${report}?${toSearch(view.query)}`}>
                  {view.name}
                </Anchor>
                {view.isShared && <span className={classes.of}>{t('reports.shared')}</span>}
                {view.isMailed && (
                  <span className={classes.of}>{t('reports.mailed', { me: `${view.isMailedToMe}` })}</span>
                )}
              </span>
              <Group gap="xs">
                {(view.isOwn || isSuperadmin) && (
                  <Button
                    variant="subtle"
                    size="compact-sm"
                    aria-expanded={opened === view.id}
                    aria-label={t('reports.mailOf', { name: view.name })}
                    onClick={() => setOpened(opened === view.id ? '' : view.id)}
                  >
                    {t('reports.mail')}
                  </Button>
                )}
                {view.isMailedToMe && !view.isOwn && (
                  <Button
                    variant="subtle"
                    size="compact-sm"
                    aria-label={t('reports.mailLeaveOf', { name: view.name })}
                    onClick={() => leave.mutate(view.id)}
                  >
                    {t('reports.mailLeave')}
                  </Button>
                )}
                {(view.isOwn || isSuperadmin) && (
                  <Button
                    variant="subtle"
                    size="compact-sm"
                    aria-label={t('reports.forgetView', { name: view.name })}
                    onClick={() => remove.mutate(view.id)}
                  >
                    {t('reports.forget')}
                  </Button>
                )}
              </Group>
              {opened === view.id && <ViewMailing view={view} />}
            </li>
          ))}
        </ul>
        <TextInput
          label={t('reports.viewName')}
          value={name}
          maxLength={80}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Checkbox
          label={t('reports.share')}
          checked={isShared}
          onChange={(event) => setIsShared(event.currentTarget.checked)}
        />
        <div>
          <Button
            variant="default"
            disabled={name.trim() === ''}
            loading={save.isPending}
            onClick={() => save.mutate()}
          >
            {t('reports.saveView')}
          </Button>
        </div>
        {save.error && <Failure error={save.error} />}
        {remove.error && <Failure error={remove.error} />}
        {leave.error && <Failure error={leave.error} />}
      </Stack>
    </section>
  )
}

function toSearch(query: ReportQuery): string {
  const entries = Object.entries(query).filter((entry): entry is [string, string] => Boolean(entry[1]))
  return new URLSearchParams(entries).toString()
}
