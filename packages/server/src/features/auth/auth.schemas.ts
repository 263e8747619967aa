import { z } from 'zod'
import { Id, Language } from '../../http/schemas.ts'

export const SignIn = z
  .object({ email: z.string().trim().toLowerCase().min(1).max(254), password: z.string().min(1).max(1024) })
  .meta({ id: 'SignIn' })

export const RoleName = z.enum(['superadmin', 'instructor', 'learner'])

export const Me = z
  .object({
    id: Id,
    email: z.string(),
    firstName: z.string(),
    lastName: z.string(),
    roles: z.array(RoleName),
    language: Language,
    timeZone: z.string(),
    may: z.object({
      administer: z.boolean().describe('apps, accounts, people'),
      plan: z.boolean().describe('courses, sessions, events'),
      teach: z.boolean(),
    }),
  })
  .meta({ id: 'Me' })

export const ChangeMe = z
  .object({ language: Language.optional(), timeZone: z.string().max(64).optional() })
  .meta({ id: 'ChangeMe' })

export const PublicPlatform = z
  .object({ name: z.string(), accentColor: z.string(), defaultLanguage: Language })
  .meta({ id: 'PublicPlatform' })
