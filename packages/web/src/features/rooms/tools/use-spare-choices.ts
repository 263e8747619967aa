import { useTexts } from '../../../app/i18n.ts'
import { useConferencingTools } from './queries.ts'
import { AS_USUAL, NOWHERE, type SpareChoice } from './spare-choice.ts'

/** Words for what can be chosen, and all accounts of active tools in groups. */
export function useSpareChoices() {
  const { t, language } = useTexts()
  const tools = useConferencingTools().data?.items ?? []
  const accounts = tools.flatMap((tool) => tool.accounts)
  return {
    groups: tools
      .filter((tool) => tool.accounts.length > 0)
      .map((tool) => ({
        group: tool.name[language],
        items: tool.accounts.map(({ id, name }) => ({ value: id, label: name })),
      })),
    wordsOf: (choice: SpareChoice) =>
      choice === AS_USUAL || choice === NOWHERE
        ? t('spare.choice', { choice })
        : (accounts.find(({ id }) => id === choice)?.name ?? ''),
  }
}
