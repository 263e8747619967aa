import type { MessageCode, MessageParams } from '../../../domain/message.ts'

/** What a provider sent and we don't take; its text (`saml-….detail`) says what to mend. */
export class SamlProblem extends Error {
  readonly code: MessageCode
  readonly params: MessageParams
  /** The provider has refused the person, or they have refused themselves. */
  readonly isRefusal: boolean

  constructor(
    code: MessageCode,
    params: MessageParams = {},
    { isRefusal = false, ...options }: ErrorOptions & { isRefusal?: boolean } = {},
  ) {
    super(code, options)
    this.name = 'SamlProblem'
    this.code = code
    this.params = params
    this.isRefusal = isRefusal
  }
}
