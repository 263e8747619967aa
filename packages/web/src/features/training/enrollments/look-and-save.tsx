import { Button, Group, Stack } from '@mantine/core'
import type { UseMutationResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTexts } from '../../../app/i18n.ts'
import { Failure } from '../../../ui/states.tsx'

interface LookAndSaveProps<Result> {
  /** Does it with `true`, and only looks at what would happen with `false`. */
  work: UseMutationResult<Result, Error, boolean>
  isReady: boolean
  /** What the second step is called where it is more than to enroll. */
  saveLabel?: string
  /** What would happen, or has. */
  children: (result: Result) => ReactNode
}

/** Two steps of enrolling many: a look at what would happen, and then, below it, doing it. */
export function LookAndSave<Result extends { readonly saved: boolean }>({
  work,
  isReady,
  saveLabel,
  children,
}: LookAndSaveProps<Result>) {
  const { t } = useTexts()
  return (
    <>
      <Group>
        <Button
          variant="default"
          disabled={!isReady}
          loading={work.isPending && work.variables === false}
          onClick={() => work.mutate(false)}
        >
          {t('enrolling.look')}
        </Button>
      </Group>
      {work.error && <Failure error={work.error} />}
      {work.data && (
        <Stack role="status" gap="sm">
          {children(work.data)}
          {!work.data.saved && (
            <Group>
              <Button loading={work.isPending} onClick={() => work.mutate(true)}>
                {saveLabel ?? t('enrolling.save')}
              </Button>
            </Group>
          )}
        </Stack>
      )}
    </>
  )
}
