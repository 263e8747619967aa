import { path } from './http.ts'
import type { TrainingRef } from './trainings.types.ts'

/** Where the API of GoToTraining begins. */
export const TRAINING_ROOT = '/G2T/rest'

/** The address of one training. */
export function trainingPath(ref: TrainingRef): string {
  return TRAINING_ROOT + path`/organizers/${ref.organizerKey}/trainings/${ref.trainingKey}`
}
