import { type ComponentType, lazy } from 'react'
import { withTexts } from '../../../app/i18n.ts'

/** Parts of planning, each with its words, for pages on which they stand beside others. */
const part = <P,>(load: () => Promise<ComponentType<P>>) =>
  lazy(async () => ({
    default: (await withTexts(['bulk', 'planning'], load())) as ComponentType<unknown>,
  })) as unknown as ComponentType<P>

export const PlanMenu = part(async () => (await import('./plan-menu.tsx')).PlanMenu)
export const CoursePlanMenu = part(async () => (await import('./course-plan-menu.tsx')).CoursePlanMenu)
export const EventChoice = part(async () => (await import('./event-choice.tsx')).EventChoice)
