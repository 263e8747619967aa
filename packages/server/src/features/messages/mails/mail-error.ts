/** The mail server did not take a mail. */
export class MailError extends Error {
  /** It refuses this mail and would again. Otherwise it may take it later. */
  readonly isForGood: boolean

  constructor(answer: string, isForGood: boolean, options?: ErrorOptions) {
    super(answer, options)
    this.name = 'MailError'
    this.isForGood = isForGood
  }
}
