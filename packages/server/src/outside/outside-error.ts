/** An address could not be asked. The message is for people. */
export class OutsideError extends Error {
  override readonly name = 'OutsideError'

  /** Says the innermost reason that has words: `fetch` wraps them. */
  static of(error: unknown): OutsideError {
    if (error instanceof OutsideError) return error
    const { cause, message } = error as Error & { cause?: NodeJS.ErrnoException }
    if (cause instanceof OutsideError) return cause
    return new OutsideError(cause?.code ?? cause?.message ?? message, { cause: error })
  }
}
