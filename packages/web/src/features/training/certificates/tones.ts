import type { Tone } from '../../../ui/state-badge.tsx'
import type { Certificate } from './queries.ts'

export const stateTones: Readonly<Record<Certificate['state'], Tone>> = {
  valid: 'good',
  expired: 'warning',
  recalled: 'bad',
}
