import { Alert, Anchor } from '@mantine/core'
import { useTexts } from '../app/i18n.ts'

/** A sentence that stands at a field, and how to get there. */
export interface Refusal {
  readonly label: string
  readonly text: string
  readonly show: () => void
}

const ERRORS = '[class*="mantine-"][class*="-error"], [data-field-error]'
const FIELDS = 'input:not([type="hidden"]), textarea, select, button'

/** The sentences that stand at the fields of a form, in its order: what is on the screen is the truth. */
export function refusalsIn(form: HTMLElement | null): Refusal[] {
  const found = [...(form?.querySelectorAll<HTMLElement>(ERRORS) ?? [])]
  return found.flatMap((sentence) => {
    const text = sentence.textContent?.trim() ?? ''
    const root = sentence.closest<HTMLElement>('.mantine-InputWrapper-root, [class*="-root"], [data-field]')
    const named = root?.querySelector('label, legend, .mantine-InputWrapper-label')
    const field = root?.querySelector<HTMLElement>(FIELDS)
    const label = named?.textContent?.trim() || field?.getAttribute('aria-label') || ''
    return text && field ? [{ label, text, show: () => showField(field) }] : []
  })
}

/** A list is not given the focus: it would open over the sentence. */
export function showField(field: HTMLElement): void {
  field.scrollIntoView({ block: 'center' })
  if (!field.hasAttribute('aria-haspopup')) field.focus({ preventScroll: true })
}

/** On top of a form: what is wrong with which field, each a way there. */
export function FormRefusals({ refusals }: { refusals: readonly Refusal[] }) {
  const { t } = useTexts()
  if (refusals.length === 0) return null
  return (
    <Alert
      color="red"
      variant="outline"
      title={t('app.form.refused', { count: refusals.length })}
      role="alert"
    >
      <ul style={{ margin: 0, paddingInlineStart: 'var(--space-5)' }}>
        {refusals.map(({ label, text, show }) => (
          <li key={`${label} ${text}`}>
            <Anchor component="button" type="button" ta="start" onClick={show}>
              {label ? t('app.labelled', { label, value: text }) : text}
            </Anchor>
          </li>
        ))}
      </ul>
    </Alert>
  )
}
