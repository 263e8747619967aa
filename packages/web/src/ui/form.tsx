import { Button, Group, Stack } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { useMutation } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Problem } from '../api/client.ts'
import { useTexts } from '../app/i18n.ts'
import { sortProblem } from './form-problem.ts'
import { Failure } from './states.tsx'

interface PanelFormProps<Values extends Record<string, unknown>> {
  form: UseFormReturnType<Values>
  submitLabel: string
  onSubmit: (values: Values) => Promise<unknown>
  onCancel: () => void
  /** Offered when somebody changed the thing meanwhile. */
  onReload?: () => void
  children: ReactNode
}

/** A form in a panel: refusals stand at their fields, everything else above the buttons. */
export function PanelForm<Values extends Record<string, unknown>>(props: PanelFormProps<Values>) {
  const { form, submitLabel, onSubmit, onCancel, onReload, children } = props
  const { t } = useTexts()
  const names = Object.keys(form.getValues())
  const save = useMutation({
    mutationFn: onSubmit,
    onError: (error) => form.setErrors(sortProblem(error, names).atFields as never),
  })
  const whole = save.error ? sortProblem(save.error, names).whole : undefined
  const isStale = save.error instanceof Problem && save.error.status === 412
  return (
    <form onSubmit={form.onSubmit((values) => save.mutate(values))} noValidate>
      <Stack gap="md">
        {children}
        {whole !== undefined && <Failure error={whole} />}
        {isStale && onReload && (
          <Button variant="default" onClick={onReload}>
            {t('app.changedMeanwhile')}
          </Button>
        )}
        <Group justify="flex-end" mt="sm">
          <Button variant="default" onClick={onCancel}>
            {t('app.cancel')}
          </Button>
          <Button type="submit" loading={save.isPending}>
            {submitLabel}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
