/** The server can't start. The message is one line that says what was found and what to do. */
export class StartupError extends Error {
  override readonly name = 'StartupError'
}
