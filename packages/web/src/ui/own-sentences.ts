import { useEffect } from 'react'
import { type Translate, useTexts } from '../app/i18n.ts'

type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement

/**
 * What a browser says at a field that is missing or is none comes in the language of the page, not in the browser’s own;
 * in every form, those to come too.
 */
export function useOwnSentences(): void {
  const { t } = useTexts()
  useEffect(() => {
    const say = ({ target }: Event) => {
      if (!isField(target)) return
      target.setCustomValidity('')
      target.setCustomValidity(sentenceOf(target, t))
    }
    const forget = ({ target }: Event) => isField(target) && target.setCustomValidity('')
    // A field that was filled in by a script, such as a day that was picked, is looked at anew.
    const forgetAll = ({ target }: Event) => {
      const button = target instanceof Element ? target.closest('button, input[type="submit"]') : null
      const form =
        button instanceof HTMLButtonElement || button instanceof HTMLInputElement ? button.form : null
      for (const field of form?.elements ?? []) if (isField(field)) field.setCustomValidity('')
    }
    document.addEventListener('invalid', say, true)
    document.addEventListener('input', forget, true)
    document.addEventListener('click', forgetAll, true)
    return () => {
      document.removeEventListener('invalid', say, true)
      document.removeEventListener('input', forget, true)
      document.removeEventListener('click', forgetAll, true)
    }
  }, [t])
}

/** Empty = the browser finds nothing wrong, or something that we have no words for and it has. */
function sentenceOf(field: Field, t: Translate): string {
  const { validity } = field
  if (validity.valueMissing) return t('app.form.missing')
  if (validity.typeMismatch) return t(field.type === 'email' ? 'app.form.email' : 'app.form.address')
  if (validity.tooShort && 'minLength' in field) return t('app.form.tooShort', { min: field.minLength })
  return ''
}

const isField = (target: unknown): target is Field =>
  target instanceof HTMLInputElement ||
  target instanceof HTMLTextAreaElement ||
  target instanceof HTMLSelectElement
