import { isLanguage, nameOfLanguage } from '@lectern/texts'
import type { Me } from '../api/client.ts'
import { changeLanguage, useLanguages } from '../features/people/auth/queries.ts'
import { orSay } from '../ui/or-say.tsx'
import { useTexts } from './i18n.ts'
import classes from './shell.module.css'

/** Shows the code of the language; the choice itself is the device's own, so that it fits however many there are. */
export function LanguageSwitch({ me }: { me?: Me }) {
  const { t, language } = useTexts()
  const offered = useLanguages()
  if (offered.length < 2) return null
  return (
    <span className={classes.language}>
      <span aria-hidden>{language.toUpperCase()}</span>
      <select
        aria-label={t('nav.language')}
        value={language}
        onChange={({ currentTarget: { value } }) => isLanguage(value) && orSay(changeLanguage(value, me))}
      >
        {offered.map((choice) => (
          <option key={choice} value={choice} lang={choice}>
            {nameOfLanguage(choice)}
          </option>
        ))}
      </select>
    </span>
  )
}
