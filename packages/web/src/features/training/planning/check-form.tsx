import { Button, Group, Stack, Textarea } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type ReactNode, useEffect, useState } from 'react'
import { Problem } from '../../../api/client.ts'
import { useTexts } from '../../../app/i18n.ts'
import { Failure } from '../../../ui/states.tsx'
import { useForget, useUnsaved } from '../../../ui/unsaved.tsx'
import type { ConflictRule } from './conflict-rules.ts'
import { PlanningOutcome } from './planning-result.tsx'
import type { PlanningItem, PlanningResult } from './queries.ts'

/** So long a result is there before it can be saved: who presses twice in one go has looked at nothing. */
const READ_MS = 1000

/** Saves many things in two steps: what would happen, then the same for good. */
export function useCheck<Body>(run: (body: Body, save: boolean) => Promise<PlanningResult>) {
  return useMutation({
    mutationFn: async ({ body, save }: { body: Body; save: boolean }) => {
      try {
        return await run(body, save)
      } catch (error) {
        // Somebody was faster since it was checked: it is shown anew.
        const isOutdated = error instanceof Problem && error.code === 'planning-conflicts'
        if (save && isOutdated) return run(body, false)
        throw error
      }
    },
  })
}

interface CheckFormProps<Body> {
  check: ReturnType<typeof useCheck<Body>>
  body: Body
  saveLabel: (count: number) => string
  onSaved: (result: PlanningResult) => void
  onCancel: () => void
  onTake?: ((item: PlanningItem, change: Record<string, string>) => void) | undefined
  onSkip?: ((item: PlanningItem) => void) | undefined
  onRule?: ((rule: ConflictRule) => void) | undefined
  overlapReason: string
  onOverlapReason: (reason: string) => void
  children: ReactNode
}

/** The fields, what would happen, and the buttons. */
export function CheckForm<Body>(props: CheckFormProps<Body>) {
  const { check, body, saveLabel, onSaved, onCancel, onTake, onSkip, onRule, children } = props
  const { t } = useTexts()
  const result = check.data
  const isBusy = result?.items.some((item) => item.reason?.code === 'instructor-busy')
  const isReady = result && result.refused === 0 && !result.saved
  const [read, setRead] = useState<PlanningResult>()
  useEffect(() => {
    const timer = setTimeout(() => setRead(result), READ_MS)
    return () => clearTimeout(timer)
  }, [result])
  // As it was opened: what was filled in by itself is no work of anybody.
  const [opened] = useState(() => JSON.stringify(body))
  useUnsaved(JSON.stringify(body) !== opened && !result?.saved)
  const forget = useForget()
  const submit = (save: boolean) =>
    check.mutate(
      { body, save },
      {
        onSuccess: (answer) => {
          if (!answer.saved) return
          forget() // what is saved is not asked about on the way to it
          onSaved(answer)
        },
      },
    )
  const cancel = () => {
    forget()
    onCancel()
  }
  const flaw = check.error instanceof Problem ? check.error.fields[0]?.detail : undefined
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        submit(Boolean(isReady))
      }}
    >
      <Stack gap="md">
        {children}
        {(isBusy || props.overlapReason) && (
          <Textarea
            label={t('bulk.overlapReason')}
            description={t('bulk.overlapHelp')}
            maxLength={500}
            value={props.overlapReason}
            onChange={(event) => props.onOverlapReason(event.currentTarget.value)}
          />
        )}
        {check.error && <Failure error={flaw ? new Problem(422, { detail: flaw }) : check.error} />}
        {result && !result.saved && (
          <PlanningOutcome result={result} onTake={onTake} onSkip={onSkip} onRule={onRule} />
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={cancel}>
            {t('app.cancel')}
          </Button>
          <Button type="submit" loading={check.isPending} disabled={isReady && read !== result}>
            {isReady ? saveLabel(result.items.length) : t('import.check')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
