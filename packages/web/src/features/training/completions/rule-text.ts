import { useTexts } from '../../../app/i18n.ts'
import { formatList } from '../../../ui/formats.ts'
import type { Requirement } from './queries.ts'

interface Rule {
  readonly requirements: readonly Requirement[]
  readonly validMonths: number | null
  readonly validTo: 'day' | 'end-of-month'
}

/** Says a rule in a sentence. */
export function useRuleText(): (rule: Rule) => string {
  const { t, language } = useTexts()
  const say = (requirement: Requirement) => {
    switch (requirement.type) {
      case 'events':
        return requirement.atLeast === null
          ? t('completion.ruleAll')
          : t('completion.ruleSome', { count: requirement.atLeast })
      case 'minutes':
        return t('completion.ruleMinutes', { percent: requirement.percent })
      case 'score':
        return t('completion.ruleScore', { score: requirement.atLeast })
      case 'by-hand':
        return t('completion.ruleByHand')
      case 'evaluation':
        return t('completion.ruleEvaluation')
    }
  }
  return ({ requirements, validMonths, validTo }) => {
    const needs = t('completion.rule', { needs: formatList(requirements.map(say), language) })
    return validMonths === null
      ? needs
      : `${needs} ${t('completion.ruleValid', { months: validMonths, end: validTo })}`
  }
}
